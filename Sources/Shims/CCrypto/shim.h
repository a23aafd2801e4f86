// libcrypto for Swift: digests, HMAC and constant-time comparison. Its functions are imported unchanged.
#ifndef FRAMEVEIL_CCRYPTO_H
#define FRAMEVEIL_CCRYPTO_H

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#endif

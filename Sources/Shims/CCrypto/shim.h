// libcrypto for Swift: digests, HMAC, and comparing without telling where bytes differ. Its functions are called
// as they are.
#ifndef FRAMEVEIL_CCRYPTO_H
#define FRAMEVEIL_CCRYPTO_H

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#endif

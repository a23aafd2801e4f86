// Expat for Swift. Its functions are called as they are.
#ifndef FRAMEVEIL_CEXPAT_H
#define FRAMEVEIL_CEXPAT_H

#include <expat.h>

#endif

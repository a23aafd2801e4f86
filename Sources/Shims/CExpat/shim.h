// Expat for Swift. Its functions are imported unchanged.
#ifndef FRAMEVEIL_CEXPAT_H
#define FRAMEVEIL_CEXPAT_H

#include <expat.h>

#endif

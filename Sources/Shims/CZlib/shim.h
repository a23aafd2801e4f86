// zlib for Swift, as it is.
#include <zlib.h>

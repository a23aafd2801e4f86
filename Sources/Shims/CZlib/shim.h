// zlib for Swift. Its functions are imported unchanged.
#include <zlib.h>

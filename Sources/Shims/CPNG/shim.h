// libpng for Swift. The functions of its simplified API are imported unchanged; they catch libpng's longjmp.
#include <png.h>

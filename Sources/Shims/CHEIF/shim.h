// libheif for Swift.
#include <libheif/heif.h>

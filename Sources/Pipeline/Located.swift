import Media
import Tracking

/// A frame and what covers it.
struct Located: Sendable {
  var frame: Frame
  var covers: [Cover]
}

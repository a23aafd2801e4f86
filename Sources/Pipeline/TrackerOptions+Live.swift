import Geometry
import Tracking

extension TrackerOptions {
  /// For samples that come while frames wait: whether a face that is lost will be found again cannot be known, so
  /// its cover stays for a while.
  var live: TrackerOptions {
    var options = self
    options.linger = MediaTime(nanoseconds: 1_000_000_000)
    return options
  }
}

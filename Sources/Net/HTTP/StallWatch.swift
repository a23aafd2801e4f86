/// Notices that the other side is silent. Times are seconds of any clock that only goes forward.
///
/// Bytes are counted rather than their rate, as libcurl's own limit does: that one knows whole seconds only, and
/// counts the time in which this side held the other back.
struct StallWatch {
  /// How long it may be silent.
  let limit: Double
  private var count: Int = -1
  private var since = 0.0

  init(limit: Double) {
    self.limit = limit
  }

  /// Takes how many bytes went either way so far; `isOurs` where nothing can go because this side is not ready.
  mutating func note(count: Int, isOurs: Bool, now: Double) {
    guard count != self.count || isOurs else { return }
    self.count = count
    since = now
  }

  /// When the limit will have passed if nothing happens.
  var deadline: Double { count < 0 ? .infinity : since + limit }
}

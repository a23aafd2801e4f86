import CLibAV
import Geometry

/// What one tick of a track lasts, in seconds as a ratio.
struct TimeBase: Hashable, Sendable {
  let numerator: Int64
  let denominator: Int64

  /// nil for a ratio that is no positive duration.
  init?(_ ratio: AVRational) {
    guard ratio.num > 0, ratio.den > 0 else { return nil }
    (numerator, denominator) = (Int64(ratio.num), Int64(ratio.den))
  }

  init(ticksPerSecond: UInt32) {
    (numerator, denominator) = (1, Int64(max(1, ticksPerSecond)))
  }

  var rational: AVRational { fv_av_rational(Int32(numerator), Int32(denominator)) }
  /// One tick.
  var tick: MediaTime { time(1) ?? .zero }

  /// The time of so many ticks, to the nearest nanosecond; nil where there is no such time, and beyond
  /// `MediaTime.longest`.
  func time(_ ticks: Int64) -> MediaTime? {
    guard ticks != fv_av_no_pts() else { return nil }
    return MediaTime(ticks: ticks, numerator: numerator, denominator: denominator)
  }

  /// The ticks nearest to a time.
  func ticks(_ time: MediaTime) -> Int64 {
    let scale = Int128(numerator) * 1_000_000_000
    let wide = Int128(time.nanoseconds) * Int128(denominator)
    return Int64(clamping: (wide >= 0 ? wide + scale / 2 : wide - scale / 2) / scale)
  }
}

import CLibAV
import Geometry

/// The duration of one tick of a track's timestamps, in seconds as a fraction.
struct TimeBase: Hashable, Sendable {
  let numerator: Int64
  let denominator: Int64

  /// Returns nil for a fraction that is not positive.
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

  /// Converts ticks to time, rounded to the nearest nanosecond; nil for `AV_NOPTS_VALUE` and for times beyond
  /// `MediaTime.longest`.
  func time(_ ticks: Int64) -> MediaTime? {
    guard ticks != fv_av_no_pts() else { return nil }
    return MediaTime(ticks: ticks, numerator: numerator, denominator: denominator)
  }

  /// Converts a time to ticks, rounded to the nearest.
  func ticks(_ time: MediaTime) -> Int64 {
    let scale = Int128(numerator) * 1_000_000_000
    let wide = Int128(time.nanoseconds) * Int128(denominator)
    return Int64(clamping: (wide >= 0 ? wide + scale / 2 : wide - scale / 2) / scale)
  }
}

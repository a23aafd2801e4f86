import CLibAV
import Geometry

/// Helpers that all uses of FFmpeg's libraries share.
enum LibAV {
  /// Installs a log callback that writes nothing to standard error. Messages that report damage are counted
  /// by `DecoderDamage` and `DemuxerDamage`.
  static func start() {
    av_log_set_callback { speaker, level, format, _ in
      DecoderDamage.take(format, level: level)
      if level <= AV_LOG_ERROR, let speaker { DemuxerDamage.take(speaker) }
    }
  }

  /// The description of an AVERROR code.
  static func text(_ status: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 128)
    av_strerror(status, &buffer, buffer.count)
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// A dictionary's keys and values in order.
  static func entries(_ dictionary: OpaquePointer?) -> [(key: String, value: String)] {
    var all: [(String, String)] = []
    var entry: UnsafeMutablePointer<AVDictionaryEntry>?
    while let next = av_dict_get(dictionary, "", entry, AV_DICT_IGNORE_SUFFIX) {
      all.append((String(cString: next.pointee.key), String(cString: next.pointee.value)))
      entry = next
    }
    return all
  }

  /// Creates a dictionary that the callee it is passed to must free.
  static func dictionary(_ entries: [(key: String, value: String)]) -> OpaquePointer? {
    var dictionary: OpaquePointer?
    for (key, value) in entries { av_dict_set(&dictionary, key, value, 0) }
    return dictionary
  }
}

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

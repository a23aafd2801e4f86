import CLibAV

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

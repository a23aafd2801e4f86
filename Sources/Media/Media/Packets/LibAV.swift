import CLibAV

/// What is common to all uses of FFmpeg's libraries.
enum LibAV {
  /// Keeps the libraries' log from standard error: what matters of it comes back as an error, or as damage.
  static func start() {
    av_log_set_callback { speaker, level, format, _ in
      DecoderDamage.take(format, level: level)
      if level <= AV_LOG_ERROR, let speaker { DemuxerDamage.take(speaker) }
    }
  }

  /// What an error number means.
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

  /// Makes a dictionary, which whoever it is handed to frees.
  static func dictionary(_ entries: [(key: String, value: String)]) -> OpaquePointer? {
    var dictionary: OpaquePointer?
    for (key, value) in entries { av_dict_set(&dictionary, key, value, 0) }
    return dictionary
  }
}

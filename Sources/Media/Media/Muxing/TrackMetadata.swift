/// A track's name and language, which each container says in its own way: the name is Matroska's title, and the name of
/// the handler in QuickTime and MP4 (ISO/IEC 14496-12, section 8.4.3).
struct TrackMetadata {
  let entries: [(key: String, value: String)]

  init(_ entries: [(key: String, value: String)]) {
    self.entries = entries
  }

  /// The language; nil where it is not known.
  var language: String? { self["language"].flatMap { $0 == "und" ? nil : $0 } }

  /// What a person called the track.
  var name: String? {
    self["title"] ?? self["handler_name"].flatMap { Self.isOfWriter($0) ? nil : $0 }
  }

  /// The words for a muxer; without a language that the container cannot say.
  func words(in specification: MuxSpecification) -> [(key: String, value: String)] {
    var words = entries.filter { !Self.keys.contains($0.key) }
    let language = self["language"].flatMap {
      specification.isMovie ? MovieLanguage.code($0, in: specification.format) : $0
    }
    if let language { words.append(("language", language)) }
    if let name { words.append(("title", name)) }
    if specification.isMovie, let handler = name ?? self["handler_name"] {
      words.append(("handler_name", handler))
    }
    return words
  }

  private subscript(key: String) -> String? { entries.first { $0.key == key }?.value }

  private static let keys: Set<String> = ["language", "title", "handler_name"]

  /// Whether a handler's name is one that muxers write by themselves.
  static func isOfWriter(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.isEmpty || ["handler", "media", "gpac", "l-smash"].contains(where: name.contains)
  }
}

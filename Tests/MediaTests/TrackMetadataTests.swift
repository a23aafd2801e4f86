@testable import Core
@testable import Media
import Testing

@Suite struct TrackMetadataTests {
  private func tags(_ format: String, _ entries: KeyValuePairs<String, String>) throws -> [String: String] {
    let specification = try MuxSpecification(
      EncodeProfile(name: "test", text: "encode: x264enc\nmux: \(format)"))
    let made = TrackMetadata(entries.map { ($0.key, $0.value) }).tags(in: specification)
    return Dictionary(uniqueKeysWithValues: made.map { ($0.key, $0.value) })
  }

  @Test(arguments: ["mp4", "mov"])
  func `a track's name becomes its handler name`(format: String) throws {
    let stored = try tags(format, ["title": "Director's commentary", "handler_name": "SoundHandler"])
    #expect(stored["handler_name"] == "Director's commentary")
  }

  @Test func `a handler name becomes Matroska's title`() throws {
    let name = KeyValuePairs(dictionaryLiteral: ("handler_name", "Stage left"), ("language", "eng"))
    #expect(try tags("matroska", name) == ["title": "Stage left", "language": "eng"])
  }

  @Test(arguments: ["SoundHandler", "Core Media Audio", "", "ISO Media file produced by Google Inc."])
  func `a muxer's default is not a name`(handler: String) throws {
    #expect(try tags("matroska", ["handler_name": handler]).isEmpty)
    #expect(TrackMetadata([("handler_name", handler)]).name == nil)
  }

  @Test func `a language is omitted where the container cannot store it`() throws {
    let entries = KeyValuePairs(dictionaryLiteral: ("language", "haw"), ("comment", "kept"))
    #expect(try tags("mov", entries) == ["comment": "kept"])
    #expect(try tags("mp4", entries) == ["language": "haw", "comment": "kept"])
  }
}

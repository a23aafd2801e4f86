@testable import Core
@testable import Media
import Testing

@Suite struct TrackMetadataTests {
  private func words(_ format: String, _ entries: KeyValuePairs<String, String>) throws -> [String: String] {
    let specification = try MuxSpecification(
      EncodeProfile(name: "test", text: "encode: x264enc\nmux: \(format)"))
    let made = TrackMetadata(entries.map { ($0.key, $0.value) }).words(in: specification)
    return Dictionary(uniqueKeysWithValues: made.map { ($0.key, $0.value) })
  }

  @Test(arguments: ["mp4", "mov"])
  func `a track's name becomes its handler's`(format: String) throws {
    let words = try words(format, ["title": "Director's commentary", "handler_name": "SoundHandler"])
    #expect(words["handler_name"] == "Director's commentary")
  }

  @Test func `a name that stands with the handler becomes Matroska's title`() throws {
    let name = KeyValuePairs(dictionaryLiteral: ("handler_name", "Stage left"), ("language", "eng"))
    #expect(try words("matroska", name) == ["title": "Stage left", "language": "eng"])
  }

  @Test(arguments: ["SoundHandler", "Core Media Audio", "", "ISO Media file produced by Google Inc."])
  func `what a muxer writes by itself is no name`(handler: String) throws {
    #expect(try words("matroska", ["handler_name": handler]).isEmpty)
    #expect(TrackMetadata([("handler_name", handler)]).name == nil)
  }

  @Test func `a language goes where the container cannot say it, and other words stay`() throws {
    let entries = KeyValuePairs(dictionaryLiteral: ("language", "haw"), ("comment", "kept"))
    #expect(try words("mov", entries) == ["comment": "kept"])
    #expect(try words("mp4", entries) == ["language": "haw", "comment": "kept"])
  }
}

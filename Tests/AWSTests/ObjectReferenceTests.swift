import AWS
import FoundationEssentials
import FrameveilTesting
import Testing

@Suite struct ObjectReferenceTests {
  /// Fragments of keys: characters with a meaning in URLs, shells, file names or Unicode.
  private static let pieces = [
    "?versionId=", "?versionId", "versionId=", "?", "=", "&", "%", "%2F", "%3F", "+", "#", " ", "/", "//",
    "\\", "'",
    "\"", "`", "$", "*", ":", ";", "-", "--", ".", "..", "s3://", "a", "Z", "0", ".mp4", "\u{0}", "\u{1}",
    "\t",
    "\r", "\n", "\r\n", "\u{1B}[31m", "\u{7F}", "\u{85}", "ü", "u\u{308}", "\u{301}", "\u{200D}", "\u{202E}",
    "日本",
    "👩‍👩‍👧", "\u{FEFF}", "\u{FFFD}", "\u{10FFFF}",
  ]

  private static func key(_ chance: inout SplitMix) -> String {
    while true {
      let count = Int.random(in: 1...9, using: &chance)
      let key = (0..<count).map { _ in pieces.randomElement(using: &chance) ?? "a" }.joined()
      if key.utf8.count <= ObjectReference.maxKeyLength { return key }
    }
  }

  @Test func `formatting and parsing are inverse for every key`() throws {
    var chance = SplitMix(seed: 14)
    for _ in 0..<20_000 {
      let version = [nil, nil, "null", "3/L4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY", "a=b"].randomElement(
        using: &chance)
      let object = ObjectReference(
        bucket: "my.bucket-1", key: Self.key(&chance), version: version ?? nil)
      let read = try ObjectReference(object.description)
      #expect(read == object, "\(object.key.debugDescription)")
      #expect(Array(read.description.utf8) == Array(object.description.utf8))
    }
  }

  @Test func `different references have different texts`() {
    var chance = SplitMix(seed: 15)
    var texts: [[UInt8]: ObjectReference] = [:]
    for _ in 0..<20_000 {
      let version = Bool.random(using: &chance) ? nil : "v"
      let object = ObjectReference(bucket: "bucket", key: Self.key(&chance), version: version)
      let other = texts.updateValue(object, forKey: Array(object.description.utf8))
      #expect(other == nil || other == object)
    }
  }

  @Test func `a reference survives JSON encoding`() throws {
    var chance = SplitMix(seed: 16)
    for _ in 0..<2000 {
      let version = Bool.random(using: &chance) ? nil : "v"
      let object = ObjectReference(bucket: "bucket", key: Self.key(&chance), version: version)
      let read = try JSONDecoder().decode(ObjectReference.self, from: JSONEncoder().encode(object))
      #expect(read == object)
    }
  }

  @Test(arguments: [
    ("s3://bucket/a/b c+ü.mp4", "a/b c+ü.mp4", nil), ("s3://bucket//", "/", nil),
    ("s3://bucket/a//b/../c", "a//b/../c", nil), ("s3://bucket/a?b=c", "a?b=c", nil),
    ("s3://bucket/a%20b", "a%20b", nil), ("s3://bucket/a?versionId=3/L4kq", "a", "3/L4kq"),
    ("s3://bucket/v.mp4?versionId=x.mp4", "v.mp4", "x.mp4"),
    ("s3://bucket/v.mp4?versionId=x.mp4?versionId=", "v.mp4?versionId=x.mp4", nil),
    ("s3://bucket/?versionId=?versionId=", "?versionId=", nil), ("s3://bucket/\u{301}", "\u{301}", nil),
  ])
  func `a key is not decoded`(text: String, key: String, version: String?) throws {
    #expect(try ObjectReference(text) == ObjectReference(bucket: "bucket", key: key, version: version))
  }

  @Test(arguments: [
    "s3://", "s3:///key", "s3://bucket", "s3://bucket/", "s3://b/key", "s3://bücket/key", "s3://a b/key",
    "s3://bucket/?versionId=x", "http://bucket/key", "s3://bucket/" + String(repeating: "k", count: 1025),
  ])
  func `invalid object URLs are rejected`(text: String) {
    #expect(throws: ObjectReference.Malformed.self) { try ObjectReference(text) }
  }

  @Test func `keys are compared byte by byte`() {
    let composed = ObjectReference(bucket: "bucket", key: "caf\u{E9}.mp4")
    let decomposed = ObjectReference(bucket: "bucket", key: "cafe\u{301}.mp4")
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed]).count == 2)
    #expect(ObjectReference(bucket: "bucket", key: "out/\u{301}x").hasKeyPrefix("out/"))
    #expect(composed.isSameKey(as: ObjectReference(bucket: "bucket", key: composed.key, version: "v")))
  }
}

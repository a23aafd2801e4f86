import Core
import Edits
import Geometry
import Testing

/// The document of edits: what is read, what is refused, and what its digests depend on.
struct EditsDocumentTests {
  private static let box = "[0.1, 0.1, 0.2, 0.2]"

  /// A document with the given members beside the required ones.
  private func text(_ members: String) -> [UInt8] {
    let file = #"{"name": "in.mp4", "bytes": 1, "sha256": "ab"}"#
    return Array(
      """
      {"schema": "frameveil-edits", "version": 1, "video": \(file), "detections": \(file), "settings": {"margin": "0.2"},
       "tracks": [{"track": 3, "time": 1.5, "box": \(Self.box)}]\(members.isEmpty ? "" : ", \(members)")}
      """.utf8)
  }

  @Test func `what is read is written again`() throws {
    let read = try EditsDocument.read(
      text(
        #"""
        "decisions": [{"id": "a", "track": 3, "action": "show", "start": 1.5, "end": 2.25, "reason": "Consent given"}],
        "boxes": [{"id": "b", "kind": "followed", "label": "sign", "keyframes": [{"time": 0, "box": [0, 0, 0.5, 0.5]},
          {"time": 1.001, "box": [0.5, 0.5, 0.5, 0.5]}]}],
        "people": [{"id": "c", "name": "person 1", "parts": [{"track": 3, "end": 2}, {"track": 3, "start": 2}]}],
        "looks": [{"kind": "suddenEnd", "start": 2, "end": 4, "track": 3, "note": "gone", "at": "2026-11-30T12:00:00Z"}]
        """#), name: "e.json")
    #expect(read.decisions[0].end == MediaTime(seconds: 2.25) && read.people[0].parts.count == 2)
    let again = try EditsDocument.read(try EditsDocument.bytes(read), name: "e.json")
    #expect(again == read)
    #expect(try again.digest == read.digest)
  }

  @Test(
    arguments: [
      (#""decisions": [{"id": "a", "track": 4, "action": "show"}]"#, "track:4 is not listed"),
      (
        #""decisions": [{"id": "a", "track": 3, "action": "show", "start": 2, "end": 2}]"#,
        "ends before it begins"
      ),
      (#""decisions": [{"id": "a", "track": 3, "action": "reveal"}]"#, "decisions[0].action"),
      (#""decisions": [{"id": "a", "track": 3, "action": "show", "from": 2}]"#, "unknown member"),
      (
        #""decisions": [{"id": "a", "track": 3, "action": "show"}, {"id": "a", "track": 3, "action": "hide"}]"#,
        "used twice"
      ),
      (
        #""boxes": [{"id": "b", "kind": "drawn", "keyframes": [{"time": 0, "box": [0, 0, 1, 1]}]}]"#,
        "two keyframes"
      ),
      (
        #""boxes": [{"id": "b", "kind": "drawn", "keyframes": [{"time": 1, "box": [0, 0, 1, 1]}, {"time": 1, "box": [0, 0, 1, 1]}]}]"#,
        "increasing"
      ),
      (#""boxes": [{"id": "b", "kind": "drawn", "keyframes": [{"time": 0, "box": [0, 0, 0, 1]}]}]"#, "box"),
      (
        #""people": [{"id": "c", "parts": [{"track": 3, "end": 2}]}, {"id": "d", "parts": [{"track": 3, "start": 1}]}]"#,
        "two people"
      ),
      (
        #""decisions": [{"id": "a", "track": 3, "action": "hide", "track": 3}]"#,
        "'decisions[0].track' is not valid: there twice"
      ),
      (#""l\u006foks": [], "looks": []"#, "there twice"),
      (#""people": [{"id": "c", "parts": [{"track": 3, "stop": 2}]}]"#, "'people[0].parts[0].stop'"),
      (#""hidden": []"#, "unknown member"), (#""looks": 1"#, "looks"),
    ])
  func `a document that is not understood is refused`(members: String, words: String) throws {
    let error = #expect(throws: UserError.self) { try EditsDocument.read(text(members), name: "e.json") }
    #expect("\(try #require(error))".contains(words))
  }

  @Test func `another version is refused`() throws {
    let other = String(decoding: text(""), as: UTF8.self).replacing("\"version\": 1", with: "\"version\": 2")
    #expect(throws: UserError.self) { try EditsDocument.read(Array(other.utf8), name: "e.json") }
  }

  @Test func `the digest of the redaction ignores looks and names, that of all edits the signature`() throws {
    let plain = try EditsDocument.read(text(""), name: "e.json")
    var looked = plain
    looked.looks = [WeakSpotLook(kind: "hole", start: .zero, end: .zero, at: "")]
    #expect(try looked.redactionDigest == plain.redactionDigest && looked.digest != plain.digest)
    var shown = plain
    shown.decisions = [TrackDecision(id: "a", track: 3, action: .show)]
    #expect(try shown.redactionDigest != plain.redactionDigest)
    var signed = plain
    signed.signature = Signature(
      name: "reviewer 1", at: "", edits: "", result: plain.video, looked: 0, weakSpots: 0)
    #expect(try signed.digest == plain.digest)
  }
}

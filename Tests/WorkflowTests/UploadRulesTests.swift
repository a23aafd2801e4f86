import AWS
import Testing
@testable import Workflow

/// The selection of uploads, and the names of executions.
@Suite struct UploadRulesTests {
  private func upload(_ key: String, bucket: String = "in", size: UInt64 = 9, sequencer: String = "1")
    -> Upload
  {
    Upload(bucket: bucket, key: key, size: size, etag: "e", versionID: nil, sequencer: sequencer)
  }

  private let rules = UploadRules(outputBucket: "out", outputPrefix: "blurred/", maxBytes: 100)

  @Test(arguments: ["a.mp4", "b/c.MOV", "d.e.M4v", "ü .mp4", ".mp4"])
  func `file extensions are case-insensitive`(key: String) {
    guard case .start(let input) = rules.decision(on: upload(key)) else {
      Issue.record("\(key)")
      return
    }
    #expect(input.output == ObjectReference(bucket: "out", key: "blurred/\(key)"))
    #expect(input.video == VideoReference(ObjectReference(bucket: "in", key: key), etag: "e", size: 9))
    #expect(input.polls == 0)
  }

  @Test(arguments: ["a.avi", "mp4", "a.mp4.json", "a.mp4/", "a", "a.mp4.error.json", "x.mp"])
  func `other file extensions are skipped`(key: String) {
    guard case .skip(let reason) = rules.decision(on: upload(key)) else {
      Issue.record("\(key)")
      return
    }
    #expect(reason.contains(".mp4, .mov, .m4v"))
  }

  @Test func `a result is not blurred again`() {
    let looping = upload("blurred/a.mp4", bucket: "out")
    guard case .skip = rules.decision(on: looping) else {
      Issue.record("a loop")
      return
    }
    var rules = rules
    guard case .start = rules.decision(on: upload("new/a.mp4", bucket: "out")) else {
      Issue.record("another prefix of the same bucket is no loop")
      return
    }
    rules.outputPrefix = ""
    guard case .skip = rules.decision(on: upload("new/a.mp4", bucket: "out")) else {
      Issue.record("without a prefix the whole bucket holds results")
      return
    }
  }

  @Test(arguments: [(UInt64(0), "empty"), (101, "101 bytes; the limit is 100")])
  func `invalid sizes are rejected`(size: UInt64, words: String) {
    guard case .refuse(let reason, let input) = rules.decision(on: upload("a.mp4", size: size)) else {
      Issue.record("\(size)")
      return
    }
    #expect(reason.contains(words))
    #expect(input.output.key == "blurred/a.mp4")
    guard case .start = rules.decision(on: upload("a.mp4", size: 100)) else {
      Issue.record("the limit itself is allowed")
      return
    }
  }

  @Test func `the output prefix is compared byte by byte`() {
    // Swift joins a slash and a combining mark into one character, which is not equal to a slash.
    for key in ["blurred/\u{301}.mp4", "blurred/\u{200D}a.mp4"] {
      guard case .skip = rules.decision(on: upload(key, bucket: "out")) else {
        Issue.record("a loop")
        return
      }
    }
    guard case .start = rules.decision(on: upload("blurred.mp4", bucket: "out")) else {
      Issue.record("another key")
      return
    }
  }

  @Test(arguments: ["k", "ü", "\u{1F600}"])
  func `a key without room for the report is rejected with a failure record`(letter: String)
    throws
  {
    let most = ObjectReference.maxKeyLength - "blurred/.report.json".utf8.count
    func key(_ bytes: Int) -> String {
      let letters = String(repeating: letter, count: (bytes - 4) / letter.utf8.count)
      return letters + String(repeating: "x", count: bytes - 4 - letters.utf8.count) + ".mp4"
    }
    guard case .start = rules.decision(on: upload(key(most))) else {
      Issue.record("there is just room")
      return
    }
    for bytes in [most + 1, 1013, 1024] {
      guard case .refuse(let reason, let input) = rules.decision(on: upload(key(bytes))) else {
        Issue.record("\(bytes)")
        return
      }
      #expect(reason.contains("S3 allows at most 1024"))
      let place = FailureRecord.place(beside: input.output)
      #expect(place.hasValidKeyLength && place.hasKeyPrefix("blurred/") && place.key.hasSuffix(".error.json"))
      let other = FailureRecord.place(beside: input.output.beside("x"))
      #expect(place != other)
    }
  }

  @Test func `repeated events have the same token and other uploads another`() {
    let one = upload("a.mp4")
    #expect(one.token == upload("a.mp4").token)
    #expect(one.token.count == 64)
    #expect(one.token.allSatisfy { $0.isHexDigit })
    var version = one
    version.versionID = "v"
    let others = [
      upload("b.mp4"), upload("a.mp4", bucket: "ina"), upload("a.mp4", sequencer: "2"), version,
      Upload(bucket: "i", key: "na.mp4", size: 9, etag: "e", versionID: nil, sequencer: "1"),
    ]
    #expect(Set(others.map(\.token) + [one.token]).count == 6)
  }

  @Test(arguments: [
    ("holiday 2026/Über den Wolken (1).mp4", "ber-den-Wolken-1-mp4-"), ("日本.mp4", "mp4-"), ("…", ""),
    (String(repeating: "x", count: 1000) + ".mp4", String(repeating: "x", count: 40) + "-"),
  ])
  func `execution names are readable and valid`(key: String, start: String) {
    let token = upload(key).token
    let input = ExecutionInput(
      video: upload(key).video, token: token, output: ObjectReference(bucket: "o", key: key))
    #expect(input.name == start + token.prefix(32))
    #expect(input.name.count <= 80)
    #expect(input.name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
  }
}

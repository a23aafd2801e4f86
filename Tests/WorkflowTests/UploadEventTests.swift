import FoundationEssentials
import Testing
@testable import Workflow

/// Parsing of S3 events and their envelopes.
@Suite struct UploadEventTests {
  private static func record(_ key: String, event: String = "ObjectCreated:Put", source: String = "aws:s3")
    -> String
  {
    #"{"eventVersion":"2.1","eventSource":"\#(source)","eventName":"\#(event)","s3":{"s3SchemaVersion":"1.0","#
      + #""bucket":{"name":"in","arn":"arn:aws:s3:::in"},"object":{"key":"\#(key)","size":1024,"#
      + #""eTag":"d41d8cd98f00b204e9800998ecf8427e","versionId":"v7","sequencer":"0A1B"}}}"#
  }

  private static func upload(_ key: String) -> Upload {
    Upload(
      bucket: "in", key: key, size: 1024, etag: "d41d8cd98f00b204e9800998ecf8427e", versionID: "v7",
      sequencer: "0A1B")
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  private func event(_ text: String) throws -> UploadEvent {
    try JSONDecoder().decode(UploadEvent.self, from: Data(text.utf8))
  }

  private static let keys: [(encoded: String, key: String?)] = [
    ("plain.mp4", "plain.mp4"), ("my+holiday+%28%C3%BC%29%2B1.mp4", "my holiday (ü)+1.mp4"), ("%c3%bc", "ü"),
    ("a%2Fb/c", "a/b/c"), ("100%25", "100%"), ("", ""), ("%", nil), ("%4", nil), ("%zz", nil), ("%+1", nil),
    ("%C3", nil), ("ü", "ü"),
  ]

  @Test(arguments: keys)
  func `keys are form-decoded`(encoded: String, key: String?) {
    #expect(FormEncoding.decode(encoded) == key)
  }

  @Test func `all records of an event are read`() throws {
    let event = try event(#"{"Records":[\#(Self.record("a+b.mp4")),\#(Self.record("c.mov"))]}"#)
    #expect(event.uploads == [Self.upload("a b.mp4"), Self.upload("c.mov")])
    #expect(event.ignored.isEmpty)
    #expect(!event.isTest)
  }

  @Test func `the S3 test event has no uploads`() throws {
    let text =
      #"{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2026-11-21T12:00:00.000Z","Bucket":"in","#
      + #""RequestId":"1","HostId":"2"}"#
    let event = try event(text)
    #expect(event.isTest)
    #expect(event.uploads.isEmpty)
  }

  @Test func `other events and invalid keys are ignored with a reason`() throws {
    let records = [
      Self.record("a.mp4", event: "ObjectRemoved:Delete"), Self.record("%C3"), Self.record("b.mp4"),
    ]
    let event = try event(#"{"Records":[\#(records.joined(separator: ","))]}"#)
    #expect(event.uploads == [Self.upload("b.mp4")])
    #expect(event.ignored.map(\.key) == ["a.mp4", "%C3"])
    #expect(event.ignored.first?.reason.contains("ObjectRemoved:Delete") == true)
    #expect(event.ignored.last?.reason.contains("form-encoded") == true)
  }

  @Test func `events arrive through SQS, SNS and EventBridge`() throws {
    let plain = #"{"Records":[\#(Self.record("a+b.mp4"))]}"#
    let notification = #"{"Type":"Notification","Message":\#(Self.quoted(plain))}"#
    let wrapped = [
      #"{"Records":[{"eventSource":"aws:sqs","body":\#(Self.quoted(plain))}]}"#,
      #"{"Records":[{"EventSource":"aws:sns","Sns":{"Message":\#(Self.quoted(plain))}}]}"#,
      #"{"Records":[{"eventSource":"aws:sqs","body":\#(Self.quoted(notification))}]}"#,
      #"{"detail-type":"Object Created","source":"aws.s3","detail":{"bucket":{"name":"in"},"object":"#
        + #"{"key":"a b.mp4","size":1024,"etag":"d41d8cd98f00b204e9800998ecf8427e","version-id":"v7","#
        + #""sequencer":"0A1B"}}}"#,
    ]
    for text in wrapped { #expect(try event(text).uploads == [Self.upload("a b.mp4")], "\(text)") }
  }

  @Test(arguments: [
    #"{"a":1}"#, #"{"Records":[{"eventSource":"aws:kinesis"}]}"#, #"{"Records":[{"body":"no JSON"}]}"#,
    #"{"Records":{}}"#, "[]",
  ])
  func `unknown events are rejected`(text: String) {
    #expect(throws: (any Error).self) { try event(text) }
  }

  @Test func `the nesting of envelopes is limited`() throws {
    var text = #"{"Records":[]}"#
    for _ in 0..<3 { text = #"{"Message":\#(Self.quoted(text))}"# }
    #expect(try event(text).uploads.isEmpty)
    text = #"{"Message":\#(Self.quoted(text))}"#
    #expect(throws: WorkflowError.self) { try event(text) }
  }
}

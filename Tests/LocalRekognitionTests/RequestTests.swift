import AWS
@testable import LocalRekognition
import Testing

/// Requests against the constraints of the service model, and the error messages.
@Suite struct RequestTests {
  private func start(_ body: String, _ kind: JobKind = .faceDetection) throws -> ObjectReference {
    try WireFormat.read(StartRequest.self, from: Array(body.utf8)).validated(for: kind)
  }

  private static let video = #""Video":{"S3Object":{"Bucket":"bucket","Name":"a b/ü.mp4"}}"#

  @Test func `a complete request names its object`() throws {
    let body = """
      {\(Self.video),"ClientRequestToken":"a-B_9","JobTag":"t/x:1=2+3.4","FaceAttributes":"ALL","Other":[1,null]}
      """
    #expect(try start(body) == ObjectReference(bucket: "bucket", key: "a b/ü.mp4"))
  }

  @Test(arguments: [
    ("", "the body is not a JSON object"), ("{", "the body is not a JSON object"),
    ("[]", "the body is not a"), (#"{"Video":7}"#, "Video is not a"),
    (#"{"Video":{"S3Object":{"Bucket":true}}}"#, "Video.S3Object.Bucket is not a string"),
    (#"{"JobTag":["x"]}"#, "JobTag is not a string"),
  ]) func `a malformed request is a SerializationException`(body: String, message: String) throws {
    let error = try #require(throws: ServiceError.self) { try start(body) }
    #expect(error.code == "SerializationException" && error.status == 400)
    #expect(error.message.hasPrefix(message), "\(error.message)")
  }

  @Test(arguments: [
    ("{}", "Value null at 'video' failed to satisfy constraint: Member must not be null"),
    (
      #"{"Video":{"S3Object":{"Bucket":"ab","Name":"x"}}}"#,
      "Value 'ab' at 'video.s3Object.bucket' failed to satisfy constraint: Member must have length greater "
        + "than or equal to 3"
    ),
    (
      #"{"Video":{"S3Object":{"Bucket":"a/b","Name":"x"}}}"#,
      #"Member must satisfy regular expression pattern: [0-9A-Za-z\.\-_]*"#
    ),
    (
      "{\(video),\"ClientRequestToken\":\"a b\"}",
      "Value 'a b' at 'clientRequestToken' failed to satisfy constraint: Member must satisfy regular "
        + "expression pattern: ^[a-zA-Z0-9-_]+$"
    ),
    (
      "{\(video),\"JobTag\":\"\"}",
      "at 'jobTag' failed to satisfy constraint: Member must have length greater"
    ),
    ("{\(video),\"JobTag\":\"\(String(repeating: "x", count: 1025))\"}", "less than or equal to 1024"),
    ("{\(video),\"JobTag\":\"ü\"}", "at 'jobTag'"),
    ("{\(video),\"FaceAttributes\":\"SOME\"}", "Member must satisfy enum value set: [DEFAULT, ALL]"),
    (
      "{\(video),\"NotificationChannel\":{\"SNSTopicArn\":\"topic\"}}",
      "Value null at 'notificationChannel.roleArn'"
    ),
    ("{\(video),\"NotificationChannel\":{\"SNSTopicArn\":\"topic\"}}", "Value 'topic' at"),
  ]) func `a violated constraint is a ValidationException`(body: String, message: String) throws {
    let error = try #require(throws: ServiceError.self) { try start(body) }
    #expect(error.code == "ValidationException")
    #expect(error.message.contains(message), "\(error.message)")
  }

  @Test func `all violations are reported at once`() throws {
    let body = #"{"ClientRequestToken":"","JobTag":" "}"#
    let error = try #require(throws: ServiceError.self) { try start(body) }
    #expect(error.message.hasPrefix("3 validation errors detected: Value null at 'video'"))
  }

  @Test func `only a face search requires a collection`() throws {
    let body = "{\(Self.video)}"
    let error = try #require(throws: ServiceError.self) { try start(body, .faceSearch) }
    #expect(error.message.contains("'collectionId'"))
    _ = try start(body, .personTracking)
    _ = try start("{\(Self.video),\"CollectionId\":\"people\",\"FaceMatchThreshold\":80.5}", .faceSearch)
  }

  @Test func `a video without a name is an InvalidParameterException`() throws {
    for body in [#"{"Video":{}}"#, #"{"Video":{"S3Object":{"Bucket":"bucket"}}}"#] {
      let error = try #require(throws: ServiceError.self) { try start(body) }
      #expect(error.code == "InvalidParameterException")
    }
  }

  @Test func `SNS topics and roles are validated`() throws {
    let arns =
      #""SNSTopicArn":"arn:aws:sns:eu-west-1:123456789012:a","RoleArn":"arn:aws:iam::123456789012:role/b""#
    _ = try start("{\(Self.video),\"NotificationChannel\":{\(arns)}}")
    let error = try #require(throws: ServiceError.self) {
      try start(
        "{\(Self.video),\"NotificationChannel\":{\(arns.replacing("123456789012", with: "12345678901"))}}")
    }
    #expect(error.message.hasPrefix("2 validation errors detected"))
  }

  @Test(arguments: [
    (#"{"JobId":"a"}"#, 1000), (#"{"JobId":"a","MaxResults":1}"#, 1),
    (#"{"JobId":"a","MaxResults":1001}"#, 1000),
  ]) func `a page has at most a thousand results`(body: String, count: Int) throws {
    let request = try WireFormat.read(GetRequest.self, from: Array(body.utf8))
    #expect(try request.validated(for: .faceDetection).count == count)
  }

  @Test(arguments: [
    "{}", #"{"JobId":""}"#, #"{"JobId":"a b"}"#, #"{"JobId":"a","MaxResults":0}"#,
    #"{"JobId":"a","MaxResults":-1}"#, #"{"JobId":"a","SortBy":"NAME"}"#,
    #"{"JobId":"a","NextToken":"\#(String(repeating: "x", count: 256))"}"#,
  ]) func `invalid page requests are rejected`(body: String) throws {
    let request = try WireFormat.read(GetRequest.self, from: Array(body.utf8))
    let error = try #require(throws: ServiceError.self) { try request.validated(for: .personTracking) }
    #expect(error.code == "ValidationException")
  }

  @Test(arguments: [
    (#"{"Image":{"Bytes":""}}"#, "ValidationException"),
    (#"{"Image":{"Bytes":"*"}}"#, "SerializationException"), (#"{"Image":{}}"#, "InvalidParameterException"),
    (#"{"Image":{"Bytes":"AA==","S3Object":{"Bucket":"bucket","Name":"x"}}}"#, "InvalidParameterException"),
    (#"{"Image":{"Bytes":"AA=="},"Attributes":["NOSE"]}"#, "ValidationException"),
    ("{}", "ValidationException"),
  ]) func `invalid images are rejected`(body: String, code: String) throws {
    #expect(try rejection(of: body) == code)
  }

  @Test func `an image has at most five megabytes`() throws {
    let encoded = String(repeating: "A", count: 7_000_000)
    #expect(try rejection(of: #"{"Image":{"Bytes":"\#(encoded)"}}"#) == "ImageTooLargeException")
  }

  private func rejection(of body: String) throws -> String {
    try #require(throws: ServiceError.self) {
      try WireFormat.read(DetectFacesRequest.self, from: Array(body.utf8)).validated()
    }.code
  }
}

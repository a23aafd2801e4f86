@testable import AWS
import HTTP
import Testing

@Suite struct ErrorTests {
  private func error(_ status: Int, _ body: String, _ headers: HTTPHeaders = [:]) -> AWSError {
    AWSError(BufferedResponse(status: status, headers: headers, body: Array(body.utf8)), to: .get())
  }

  @Test func `S3 error document`() {
    let found = error(
      404,
      "<?xml version=\"1.0\"?>\n<Error><Code>NoSuchKey</Code><Message>no</Message><RequestId>R</RequestId></Error>"
    )
    #expect(found.code == "NoSuchKey")
    #expect(found.requestID == "R")
    #expect(found.kind == .notFound)
    #expect(
      "\(found)"
        == "s3://bucket/key: GetObject failed with NoSuchKey: no (status 404, request R)\n"
        + "check the key: it is case-sensitive, and a leading slash is part of it")
  }

  @Test func `Query protocol error document`() {
    let found = error(
      403,
      "<ErrorResponse xmlns=\"u\"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>m</Message></Error>"
        + "<RequestId>Q</RequestId></ErrorResponse>")
    #expect(found.code == "AccessDenied")
    #expect(found.message == "m")
    #expect(found.requestID == "Q")
  }

  @Test(
    arguments: [
      ("{\"__type\":\"com.amazonaws.rekognition#ThrottlingException\",\"message\":\"m\"}", [:]),
      ("{\"__type\":\"ThrottlingException\",\"Message\":\"m\"}", [:]),
      ("{\"code\":\"ThrottlingException\",\"message\":\"m\"}", [:]),
      ("{\"message\":\"m\"}", ["x-amzn-ErrorType": "ThrottlingException:http://internal.amazon.com/"]),
    ] as [(String, [String: String])])
  func `JSON protocol error formats`(body: String, headers: [String: String]) {
    let fields = HTTPHeaders(headers.map { HTTPHeaders.Field($0.key, $0.value) })
    let found = error(400, body, fields)
    #expect(found.code == "ThrottlingException")
    #expect(found.message == "m")
    #expect(found.isThrottling && found.isRetryable)
  }

  @Test(arguments: [
    (301, "PermanentRedirect"), (304, "NotModified"), (403, "Forbidden"), (404, "NotFound"),
    (412, "PreconditionFailed"), (502, "HTTP502"),
  ])
  func `Responses without an error document get a code from the status`(status: Int, code: String) {
    #expect(error(status, "").code == code)
    #expect(error(status, "<html><body>Bad Gateway").code == code)
    #expect(error(status, "{broken").code == code)
  }

  @Test func `An error document with status 200`() throws {
    let text = "<Error><Code>InternalError</Code><Message>We encountered an error.</Message></Error>"
    let document = try XMLElement(parsing: Array(text.utf8))
    #expect(AWSError(document, status: 200, to: .get())?.isRetryable == true)
    #expect(AWSError(XMLElement("CompleteMultipartUploadResult"), status: 200, to: .get()) == nil)
  }

  @Test func `Retry-After headers`() {
    #expect(error(503, "", ["Retry-After": "12"]).hints.retryAfter == 12)
    #expect(error(503, "", ["x-amz-retry-after": "1500"]).hints.retryAfter == 1.5)
    let dated = error(
      503, "", ["Date": "Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After": "Sun, 06 Nov 1994 08:50:07 GMT"])
    #expect(dated.hints.serverTime == 784_111_777)
    #expect(dated.hints.retryAfter == 30)
    #expect(error(503, "", ["Retry-After": "nan"]).hints.retryAfter == nil)
    #expect(error(503, "", ["Date": "yesterday", "Retry-After": "later"]).hints == AWSError.Hints())
  }

  @Test func `Messages contain the remedy`() {
    let remedies = [
      "AccessDenied": "allows GetObject", "ExpiredToken": "sign in again", "SignatureDoesNotMatch": "SECRET",
      "InvalidAccessKeyId": "AWS_SESSION_TOKEN", "RequestTimeTooSkewed": "clock",
      "SlowDown": "try again later",
      "NoSuchBucket": "bucket's name", "PermanentRedirect": "set AWS_REGION=us-west-2",
    ]
    for (code, remedy) in remedies {
      let text = "\(error(400, "<Error><Code>\(code)</Code><Region>us-west-2</Region></Error>"))"
      #expect(text.contains(remedy), "\(text)")
      #expect(text.hasPrefix("s3://bucket/key: "))
    }
  }
}

import S3
import Testing

@Suite struct S3LocationTests {
  @Test(arguments: [
    ("s3://bucket/a/b c+ü.mp4", "bucket", "a/b c+ü.mp4", nil),
    ("s3://bucket//", "bucket", "/", nil),
    ("s3://bucket/a//b/../c", "bucket", "a//b/../c", nil),
    ("s3://bucket/a?b=c", "bucket", "a?b=c", nil),
    ("s3://bucket/a%20b", "bucket", "a%20b", nil),
    ("s3://my.bucket-1/a?versionId=3/L4kq", "my.bucket-1", "a", "3/L4kq"),
    ("s3://bucket/a?versionId=", "bucket", "a?versionId=", nil),
  ])
  func `a key is taken as it stands`(text: String, bucket: String, key: String, version: String?) throws {
    let location = try S3Location(text)
    #expect(location == S3Location(bucket: bucket, key: key, versionID: version))
    #expect(location.description == text)
  }

  @Test(arguments: [
    "s3://", "s3:///key", "s3://bucket", "s3://bucket/", "s3://b/key", "s3://bücket/key", "s3://a b/key",
    "s3://bucket/?versionId=x", "http://bucket/key", "s3://bucket/" + String(repeating: "k", count: 1025),
  ])
  func `what names no object is refused`(text: String) {
    #expect(throws: S3Location.Malformed.self) { try S3Location(text) }
  }
}

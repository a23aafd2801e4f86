public import AWS
import HTTP

/// Small objects in S3, and parts of large ones, each by one request.
public struct S3Client: Sendable {
  private let aws: AWSClient

  /// Objects that are read whole are small.
  private static let largest = 64 << 10

  /// Sends by `aws`.
  public init(_ aws: AWSClient) { self.aws = aws }

  /// Reads a part of an object.
  ///
  /// - Parameter etag: without quotes; S3 refuses an object that has another one.
  public func read(
    _ range: Range<UInt64>, of object: ObjectReference, etag: String? = nil
  ) async throws -> [UInt8] {
    guard !range.isEmpty else { return [] }
    var call = AWSCall.s3("GetObject", "GET", object)
    call.headers["Range"] = "bytes=\(range.lowerBound)-\(range.upperBound - 1)"
    if let etag { call.headers["If-Match"] = "\"\(etag)\"" }
    return try await aws.perform(call, atMost: range.count).body
  }

  /// Reads an object of at most 64 KiB; nil where there is none. To those who may not list the bucket, S3 does not
  /// tell that, and they get its error.
  public func read(_ object: ObjectReference) async throws -> [UInt8]? {
    do {
      return try await aws.perform(AWSCall.s3("GetObject", "GET", object), atMost: Self.largest).body
    } catch let error as AWSError where error.code == "NoSuchKey" {
      return nil
    }
  }

  /// Writes an object in one step; one that is there is replaced.
  public func write(_ bytes: [UInt8], to object: ObjectReference, contentType: String) async throws {
    var call = AWSCall.s3("PutObject", "PUT", object)
    call.headers["Content-Type"] = contentType
    call.body = bytes
    _ = try await aws.perform(call)
  }

  /// Whether there is such an object. Who may not read it, or not list the bucket, is not told and gets no.
  public func exists(_ object: ObjectReference) async throws -> Bool {
    do {
      _ = try await aws.perform(AWSCall.s3("HeadObject", "HEAD", object))
      return true
    } catch let error as AWSError
      where error.status == 404 && error.code != "NoSuchBucket" || error.status == 403
    {
      return false
    }
  }

  /// Removes an object. One that is not there is no error.
  public func delete(_ object: ObjectReference) async throws {
    _ = try await aws.perform(AWSCall.s3("DeleteObject", "DELETE", object))
  }
}

public import AWS
import HTTP

/// Reads and writes small objects, and reads ranges of large ones, with one request each.
public struct S3Client: Sendable {
  private let aws: AWSClient

  /// The maximum size of an object that is read whole.
  private static let largest = 64 << 10

  public init(_ aws: AWSClient) { self.aws = aws }

  /// Reads a range of an object.
  ///
  /// - Parameter etag: the required ETag, without quotation marks (`If-Match`).
  /// - Throws: `AWSError`: `PreconditionFailed` if the object has another ETag; `HTTPError`, `CancellationError`.
  public func read(
    _ range: Range<UInt64>, of object: ObjectReference, etag: String? = nil
  ) async throws -> [UInt8] {
    guard !range.isEmpty else { return [] }
    var call = AWSCall.s3("GetObject", "GET", object)
    call.headers["Range"] = "bytes=\(range.lowerBound)-\(range.upperBound - 1)"
    if let etag { call.headers["If-Match"] = "\"\(etag)\"" }
    return try await aws.perform(call, upTo: range.count).body
  }

  /// Reads an object of at most 64 KiB; nil if it does not exist. Without permission to list the bucket, S3 reports
  /// `AccessDenied` for an object that does not exist, which is thrown.
  public func read(_ object: ObjectReference) async throws -> [UInt8]? {
    do {
      return try await aws.perform(AWSCall.s3("GetObject", "GET", object), upTo: Self.largest).body
    } catch let error as AWSError where error.code == "NoSuchKey" {
      return nil
    }
  }

  /// Writes an object; an existing one is replaced.
  public func write(_ bytes: [UInt8], to object: ObjectReference, contentType: String) async throws {
    var call = AWSCall.s3("PutObject", "PUT", object)
    call.headers["Content-Type"] = contentType
    call.body = bytes
    _ = try await aws.perform(call)
  }

  /// Whether an object exists. False also if permission to read it or to list the bucket is missing (status 403).
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

  /// Deletes an object. It is no error if it does not exist.
  public func delete(_ object: ObjectReference) async throws {
    _ = try await aws.perform(AWSCall.s3("DeleteObject", "DELETE", object))
  }
}

extension AWSCall {
  /// A call for an object, with its `versionId` if it has one.
  static func s3(_ operation: String, _ method: String, _ object: ObjectReference) -> AWSCall {
    var call = AWSCall(
      service: "s3", method: method, path: "/\(object.key)", bucket: object.bucket, operation: operation)
    call.subject = object.description
    if let version = object.version { call.query = [("versionId", version)] }
    return call
  }
}

public import AWS
import Core
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

  /// Reads a range of an object that was looked at before.
  public func read(_ range: Range<UInt64>, of object: PinnedObject) async throws -> [UInt8] {
    try await read(range, of: object.location, etag: object.etag.replacing("\"", with: ""))
  }

  /// Reads the last bytes of an object, and pins it.
  ///
  /// - Returns: `count` bytes, or all if the object has fewer.
  /// - Throws: `UserError`: `noInput` if it does not exist; `CancellationError`.
  public func tail(of object: ObjectReference, upTo count: Int) async throws -> ([UInt8], PinnedObject) {
    var call = AWSCall.s3("GetObject", "GET", object)
    call.headers["Range"] = "bytes=-\(count)"
    do {
      let response = try await aws.perform(call, upTo: count)
      guard let range = ContentRange(response.headers), let etag = response.headers["ETag"] else {
        throw HTTPError(.invalidResponse, "\(object): the response to GetObject has no range or no ETag")
      }
      return (response.body, PinnedObject(object, etag: etag, size: range.size))
    } catch {
      throw UserError.wrapped(error, on: object, isResult: false)
    }
  }

  /// The keys with a prefix, in order, at most 1,000.
  ///
  /// - Parameter last: the key after which to begin; nil to begin with the first.
  public func keys(in bucket: String, prefix: String, after last: String?) async throws -> [String] {
    var call = AWSCall.s3("ListObjectsV2", "GET", ObjectReference(bucket: bucket, key: ""))
    // Keys may contain characters that XML does not allow.
    call.query = [("encoding-type", "url"), ("list-type", "2"), ("prefix", prefix)]
    if let last { call.query.append(("start-after", last)) }
    let response = try await aws.perform(call)
    return try XMLElement(parsing: response.body).all("Contents").compactMap {
      $0["Key"].map { PercentEncoding.decode($0.text.replacing("+", with: " ")) }
    }
  }

  /// Reads an object of at most 64 KiB; nil if it does not exist.
  public func read(_ object: ObjectReference) async throws -> [UInt8]? {
    try await read(object, upTo: Self.largest)
  }

  /// Reads an object of at most `limit` bytes; nil if it does not exist. Without permission to list the bucket, S3
  /// reports `AccessDenied` for an object that does not exist, which is thrown.
  public func read(_ object: ObjectReference, upTo limit: Int) async throws -> [UInt8]? {
    do {
      return try await aws.perform(AWSCall.s3("GetObject", "GET", object), upTo: limit).body
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

  /// Writes an object unless one of its key exists (`If-None-Match: *`).
  ///
  /// - Returns: false if one exists. That may be one that this call wrote, if a response was lost.
  public func create(
    _ bytes: [UInt8], at object: ObjectReference, properties: S3Properties
  ) async throws -> Bool {
    var call = AWSCall.s3("PutObject", "PUT", object)
    call.headers = properties.headers
    call.headers["If-None-Match"] = "*"
    call.body = bytes
    var conflicts = 0
    while true {
      do {
        _ = try await aws.perform(call)
        return true
      } catch let error as AWSError where error.code == "PreconditionFailed" {
        return false
      } catch let error as AWSError
        where error.code == "ConditionalRequestConflict" && conflicts < Self.maxConflicts
      {
        // Another request writes the object at this moment; S3 asks to try again.
        conflicts += 1
      }
    }
  }

  private static let maxConflicts = 3

  /// The user-defined metadata of an object by their lower-case names; nil if it does not exist.
  public func metadata(of object: ObjectReference) async throws -> [String: String]? {
    do {
      let head = try await aws.perform(AWSCall.s3("HeadObject", "HEAD", object)).headers
      let prefix = "x-amz-meta-"
      let own = head.fields.filter { $0.name.lowercased().hasPrefix(prefix) }
      return Dictionary(
        own.map { (String($0.name.lowercased().dropFirst(prefix.count)), $0.value) }, uniquingKeysWith: { $1 }
      )
    } catch let error as AWSError where error.status == 404 && error.code != "NoSuchBucket" {
      return nil
    }
  }

  /// A URL with which anyone can read an object.
  ///
  /// - Parameter seconds: its lifetime, up to seven days; it ends earlier with temporary credentials.
  public func presignedURL(for object: ObjectReference, expires seconds: Int) async throws -> String {
    try await aws.presignedURL(for: AWSCall.s3("GetObject", "GET", object), expires: seconds)
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

public import AWS
import HTTP
public import Workflow

/// Small objects in S3, and parts of large ones.
public struct BucketStore: ObjectStore {
  private let client: AWSClient

  /// Reads and writes with a client.
  public init(_ client: AWSClient) {
    self.client = client
  }

  /// Reads a part of a video. S3 refuses one that is not the named version any more.
  public func read(_ range: Range<UInt64>, of video: VideoReference) async throws -> [UInt8] {
    guard !range.isEmpty else { return [] }
    var call = Self.call("GetObject", "GET", video.object)
    call.query = video.versionId.map { [("versionId", $0)] } ?? []
    call.headers["Range"] = "bytes=\(range.lowerBound)-\(range.upperBound - 1)"
    if let etag = video.etag { call.headers["If-Match"] = "\"\(etag)\"" }
    return try await client.perform(call, atMost: range.count).body
  }

  /// Reads an object of at most 64 KiB. To those who may not list the bucket, S3 does not tell that there is none,
  /// and they get its error.
  public func read(_ object: ObjectReference) async throws -> [UInt8]? {
    do {
      return try await client.perform(Self.call("GetObject", "GET", object), atMost: 64 << 10).body
    } catch let error as AWSError where error.code == "NoSuchKey" {
      return nil
    }
  }

  /// Writes an object in one step.
  public func write(_ bytes: [UInt8], to object: ObjectReference, contentType: String) async throws {
    var call = Self.call("PutObject", "PUT", object)
    call.headers["Content-Type"] = contentType
    call.body = bytes
    _ = try await client.perform(call)
  }

  /// Asks for an object's head.
  public func exists(_ object: ObjectReference) async throws -> Bool {
    do {
      _ = try await client.perform(Self.call("HeadObject", "HEAD", object))
      return true
    } catch let error as AWSError where error.status == 404 || error.status == 403 {
      // To those who may not list the bucket, S3 does not tell what is not there from what is forbidden.
      return false
    }
  }

  /// Removes an object.
  public func delete(_ object: ObjectReference) async throws {
    _ = try await client.perform(Self.call("DeleteObject", "DELETE", object))
  }

  private static func call(_ operation: String, _ method: String, _ object: ObjectReference) -> AWSCall {
    AWSCall(
      service: "s3", method: method, path: "/\(object.key)", bucket: object.bucket, operation: operation)
  }
}

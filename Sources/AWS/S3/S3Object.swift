public import AWS
import Core
public import HTTP

/// Opens objects for random access.
public enum S3Object {
  /// Opens an object. The response to the first GetObject request is the first stream to read from.
  ///
  /// - Throws: `UserError`: `noInput` if it does not exist, `noPermission`, `configuration`, `unavailable`,
  ///   `invalidInput` if it is empty; `CancellationError`. Later reads throw `inputOutput` if the object has changed.
  public static func open(
    _ location: ObjectReference, by client: AWSClient, retries: RetryPolicy = .standard
  ) async throws -> RangeReader {
    do {
      let response = try await client.open(call(location, from: 0))
      guard response.status == 206, let range = ContentRange(response.headers),
        range.first == 0
      else {
        throw UserError(.inputOutput, "\(location)", "the store does not support range requests")
      }
      let validators = Validators(response.headers)
      let object = RemoteObject(name: "\(location)", size: range.size, validators: validators) { offset in
        var call = call(location, from: offset)
        for field in validators.condition.fields { call.headers.add(field.name, field.value) }
        do {
          return try await client.open(call)
        } catch let error as AWSError {
          throw UserError(error, on: location, isResult: false)
        }
      }
      return RangeReader(object, retries: retries, first: response)
    } catch let error as AWSError where error.code == "InvalidRange" {
      throw UserError(.invalidInput, "\(location)", "is empty")
    } catch let error as CancellationError {
      throw error
    } catch {
      throw UserError(error, on: location, isResult: false)
    }
  }

  private static func call(_ location: ObjectReference, from offset: UInt64) -> AWSCall {
    var call = AWSCall.s3("GetObject", "GET", location)
    call.headers.add("Range", "bytes=\(offset)-")
    return call
  }
}

/// The properties of an uploaded object.
public struct S3Properties: Sendable, Equatable {
  public var contentType = "application/octet-stream"
  /// What a browser does with the object: `attachment; filename="hidden.jpg"`; nil for its own choice.
  public var contentDisposition: String?
  /// User-defined metadata (`x-amz-meta-NAME`).
  public var metadata: [String: String] = [:]
  public var tags: [String: String] = [:]
  /// `STANDARD`, `STANDARD_IA` and so on; nil for the bucket's default.
  public var storageClass: String?
  /// `AES256`, `aws:kms` or `aws:kms:dsse`; nil for the bucket's default.
  public var encryption: String?
  /// The KMS key: id or ARN.
  public var encryptionKey: String?

  public init() {}

  /// The header fields of CreateMultipartUpload.
  var headers: HTTPHeaders {
    var headers: HTTPHeaders = ["Content-Type": contentType]
    if let contentDisposition { headers.add("Content-Disposition", contentDisposition) }
    for (name, value) in metadata.sorted(by: { $0.key < $1.key }) {
      headers.add("x-amz-meta-\(name)", value)
    }
    if !tags.isEmpty {
      let pairs = tags.sorted { $0.key < $1.key }
        .map { "\(PercentEncoding.encode($0.key))=\(PercentEncoding.encode($0.value))" }
      headers.add("x-amz-tagging", pairs.joined(separator: "&"))
    }
    if let storageClass { headers.add("x-amz-storage-class", storageClass) }
    if let encryption { headers.add("x-amz-server-side-encryption", encryption) }
    if let encryptionKey { headers.add("x-amz-server-side-encryption-aws-kms-key-id", encryptionKey) }
    return headers
  }
}

import AWS
import Core
import HTTP

/// The properties of an uploaded object.
public struct S3Properties: Sendable, Equatable {
  public var contentType = "application/octet-stream"
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

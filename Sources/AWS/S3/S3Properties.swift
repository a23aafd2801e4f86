import AWS
import Core
import HTTP

/// What an object gets beside its bytes.
public struct S3Properties: Sendable, Equatable {
  /// Its media type.
  public var contentType = "application/octet-stream"
  /// Its own metadata, by name.
  public var metadata: [String: String] = [:]
  /// Its tags.
  public var tags: [String: String] = [:]
  /// `STANDARD`, `STANDARD_IA` and so on; nil for the bucket's own way.
  public var storageClass: String?
  /// `AES256`, `aws:kms` or `aws:kms:dsse`; nil for the bucket's own way.
  public var encryption: String?
  /// The key of `aws:kms`: its id or ARN.
  public var encryptionKey: String?

  /// The defaults.
  public init() {}

  /// The fields that an upload begins with.
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

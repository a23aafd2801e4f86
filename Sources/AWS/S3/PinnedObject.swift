public import AWS

/// An object as it was when it was looked at. A request that names its ETag fails if the object was replaced.
public struct PinnedObject: Sendable, Hashable {
  public var location: ObjectReference
  /// With quotation marks, as in the `ETag` field.
  public var etag: String
  /// The length in bytes.
  public var size: UInt64

  public init(_ location: ObjectReference, etag: String, size: UInt64) {
    (self.location, self.etag, self.size) = (location, etag, size)
  }

  /// The value of `x-amz-copy-source`: bucket and key, percent-encoded but for the slashes.
  var copySource: String {
    let version = location.version.map { "?versionId=\(PercentEncoding.encode($0))" } ?? ""
    return "\(location.bucket)/\(PercentEncoding.encodePath(location.key))\(version)"
  }
}

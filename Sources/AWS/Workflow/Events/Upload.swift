import AWS
import Core

/// An upload as an S3 event reports it.
struct Upload: Sendable, Equatable {
  var bucket: String
  /// The decoded key.
  var key: String
  var size: UInt64
  var etag: String?
  var versionID: String?
  /// Orders the uploads of one key.
  var sequencer: String?

  /// 64 hexadecimal digits that identify the upload: equal for a repeated event, different for any other
  /// upload.
  var token: String {
    // Length prefixes make the concatenation unambiguous.
    let parts = [bucket, key, versionID ?? "", etag ?? "", sequencer ?? ""].map { "\($0.utf8.count):\($0)" }
    return SHA256.hex(parts.joined().utf8)
  }

  var video: VideoReference {
    VideoReference(
      ObjectReference(bucket: bucket, key: key, version: versionID), etag: etag, size: size)
  }
}

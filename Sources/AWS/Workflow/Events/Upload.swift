import AWS
import Core

/// An upload as S3 tells of it.
struct Upload: Sendable, Equatable {
  var bucket: String
  /// As it is, not encoded.
  var key: String
  var size: UInt64
  var etag: String?
  var versionID: String?
  /// Tells uploads of one key apart, and their order.
  var sequencer: String?

  /// 64 hexadecimal digits that are the same for a repeated event, and different for anything else.
  var token: String {
    // With lengths, so that no two uploads give one text.
    let parts = [bucket, key, versionID ?? "", etag ?? "", sequencer ?? ""].map { "\($0.utf8.count):\($0)" }
    return SHA256.hex(parts.joined().utf8)
  }

  var video: VideoReference {
    VideoReference(
      ObjectReference(bucket: bucket, key: key, version: versionID), etag: etag, size: size)
  }
}

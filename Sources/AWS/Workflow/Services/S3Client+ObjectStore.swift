import AWS
public import S3

extension S3Client: ObjectStore {
  /// Reads a part of a video. S3 refuses one that is not the named version any more.
  public func read(_ range: Range<UInt64>, of video: VideoReference) async throws -> [UInt8] {
    try await read(range, of: video.object, etag: video.etag)
  }
}

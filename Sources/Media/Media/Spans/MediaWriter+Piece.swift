import CLibAV
public import Core

extension MediaWriter {
  /// A writer of one piece of an output: what it encodes and copies goes to the sink as media data, without a container.
  ///
  /// - Parameter sink: gets the media data from its first byte on.
  public static func ofPiece(
    profile: EncodeProfile, description: MediaDescription, metadata: MetadataPolicy, sink: any ByteSink
  ) async throws -> MediaWriter {
    let writer = try MediaWriter(
      profile: profile, description: description, metadata: metadata, sink: DroppingSink(name: sink.name))
    await writer.writePiece(to: sink)
    return writer
  }

  private func writePiece(to sink: any ByteSink) {
    piece = PieceWriter(sink, tracks: 1 + description.tracks.count)
  }

  /// Waits until all media data were written, and verifies them against what was read.
  public func finishPiece(comparing read: ReadCounters) async throws -> PieceTable {
    try await drainToEnd()
    guard let video, let piece, let muxer else { throw noOutput }
    let isComplete = received == read.video && video.muxed.count == received.count
    guard isComplete, receivedByTrack == read.tracks.map(\.times),
      tracks.map({ $0.digest.finish() }) == read.tracks.map(\.digest)
    else {
      throw UserError(
        .internalFailure, sink.name,
        "the piece lacks frames or packets that were read, or has others, and is not published",
        remedy: "run this span again")
    }
    let digest = try piece.finish()
    return PieceTable(
      header: PieceTable.Header(video, tracks),
      remarks: .init(frames: frameMetas, codedFormat: encoder.codedFormat, early: muxer.early),
      samples: piece.samples, frames: received,
      tracks: receivedByTrack, bytes: piece.bytes, sha256: digest)
  }
}

extension CodecParameters {
  /// H.264 parameters with a configuration record instead of parameter sets with start codes, so that a piece has the bytes
  /// of the output; nil where they have a record, and for other codecs.
  func withRecord() throws -> CodecParameters? {
    guard id == AV_CODEC_ID_H264, extradata.first != 1, let record = AVCConfiguration(extradata)?.record
    else {
      return nil
    }
    return try CodecParameters(pointer) { $0.setExtradata(record) }
  }

  /// Whether the container stores packets as they are: H.264 and HEVC with start codes get lengths.
  var areStoredAsTheyAre: Bool {
    ![AV_CODEC_ID_H264, AV_CODEC_ID_HEVC].contains(id) || extradata.first == 1
  }
}

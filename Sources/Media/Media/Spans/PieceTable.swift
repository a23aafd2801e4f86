import CLibAV
import Core

/// What a worker wrote: the samples of its span in the order of the media data, and what decodes them.
///
/// Times are ticks of the tracks' time bases. Track 0 is the video, the others are those of the output in its order.
public struct PieceTable: Sendable, Codable {
  /// The codec headers of the encoded video.
  public struct Header: Sendable, Codable, Equatable {
    /// libavcodec's name, such as `h264`.
    public var codec: String
    /// The four-character code in the container as a number; 0 for the muxer's choice.
    public var tag: UInt32
    /// The decoder configuration record (extradata) in hexadecimal digits.
    public var extradata: String
    /// The time bases of the tracks, as fractions of a second: numerator, denominator.
    public var timeBases: [[Int64]]
  }

  /// The samples, a column for each field.
  public struct Samples: Sendable, Codable, Equatable {
    public var track: [Int] = []
    /// Bytes in the media data, where a sample follows the one before it.
    public var size: [Int] = []
    public var pts: [Int64] = []
    public var dts: [Int64] = []
    public var duration: [Int64] = []
    /// Whether decoding can begin there.
    public var isKey: [Bool] = []

    public var count: Int { size.count }
    /// The ticks that can be added and subtracted without overflow.
    private static let ticks = -(Int64(1) << 60)...Int64(1) << 60
    /// Whether all columns have the same length, and sizes are not negative.
    public var isConsistent: Bool {
      [track.count, pts.count, dts.count, duration.count, isKey.count].allSatisfy { $0 == count }
        && size.allSatisfy { (0...Int(Int32.max)).contains($0) }
        && [pts, dts, duration].allSatisfy { $0.allSatisfy(Self.ticks.contains) }
    }
  }

  /// What the output does not keep, as far as the encoding of the span tells.
  public struct Remarks: Sendable, Codable {
    /// Closed captions and field orders.
    var frames: FrameMetaCounter
    /// GStreamer's name of the pixel format that was encoded.
    var codedFormat: String?
    /// The number of packets before the earliest timestamp that the container stores, by track.
    var early: [Int: Int]
  }

  public var header: Header
  public var remarks: Remarks
  public var samples: Samples
  /// The frames that were read and encoded.
  public var frames: TrackCounters
  /// The packets of the other tracks that were read and written.
  public var tracks: [TrackCounters]
  /// The length of the media data in bytes.
  public var bytes: UInt64
  /// SHA-256 of the media data in hexadecimal digits.
  public var sha256: String
}

extension PieceTable.Header {
  init(_ video: OutputTrack, _ tracks: [OutputTrack]) {
    codec = video.parameters.codec
    tag = video.parameters.pointer.pointee.codec_tag
    extradata = Hex.text(video.parameters.extradata)
    timeBases = ([video] + tracks).map { [$0.timeBase.numerator, $0.timeBase.denominator] }
  }

  /// The parameters of the encoded video; nil for an unknown codec or headers that are no digits.
  func parameters(_ plan: MuxPlan) throws -> CodecParameters? {
    guard let id = avcodec_descriptor_get_by_name(codec)?.pointee.id else { return nil }
    let digits = extradata.utf8.compactMap(Hex.value)
    guard digits.count == extradata.utf8.count, digits.count % 2 == 0 else { return nil }
    let bytes = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    return try plan.addingColorDescription(plan.parameters(of: id, tag: tag, headers: bytes))
  }
}

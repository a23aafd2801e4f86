import CLibAV
import Geometry

/// The streams of a container, sorted by how they are handled.
struct InputTracks {
  /// The video streams.
  var videos: [InputTrack] = []
  /// Audio and subtitle streams, which are copied packet by packet.
  var carried: [InputTrack] = []
  /// Descriptions of all other streams: cover images, attachments, telemetry.
  var droppedStreams: [String] = []

  init(_ demuxer: Demuxer) throws {
    for (index, stream) in demuxer.streams.enumerated() {
      let track = try InputTrack(stream, index: index, isMovie: demuxer.format.hasPrefix("mov"))
      switch track.parameters.type {
      case AVMEDIA_TYPE_VIDEO where stream.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC != 0:
        droppedStreams.append("a cover image (track \(index))")
      case AVMEDIA_TYPE_VIDEO where stream.pointee.disposition & AV_DISPOSITION_TIMED_THUMBNAILS != 0:
        droppedStreams.append("thumbnails (track \(index))")
      case AVMEDIA_TYPE_VIDEO: videos.append(track)
      case AVMEDIA_TYPE_AUDIO, AVMEDIA_TYPE_SUBTITLE: carried.append(track)
      case AVMEDIA_TYPE_ATTACHMENT:
        let name = track.metadata.first { $0.key == "filename" }?.value
        droppedStreams.append("an attachment (track \(index)\(name.map { ", \($0)" } ?? ""))")
      default:
        // QuickTime stores chapter marks in a text track, too; these are copied as chapters.
        guard !track.isChapterText(demuxer.context.pointee.nb_chapters) else { continue }
        droppedStreams.append("a data track (track \(index), \(track.codecName))")
      }
    }
  }
}

/// One stream of a container.
struct InputTrack: Sendable {
  /// The stream index in the container.
  var index: Int
  var parameters: CodecParameters
  var timeBase: TimeBase
  /// The stream's metadata: language, title and so on.
  var metadata: [(key: String, value: String)]
  var disposition: Int32
  /// The number of packets in the container's index; 0 where it does not index every packet.
  var listed: Int
  /// The stream's side data, such as the display matrix and mastering display metadata.
  var sideData: [(kind: AVPacketSideDataType, bytes: [UInt8])]
  /// Average frames per second; 0 where unknown.
  var frameRate: AVRational
  /// Whether the frame rate is constant.
  var hasConstantRate: Bool

  init(_ stream: UnsafeMutablePointer<AVStream>, index: Int, isMovie: Bool) throws {
    self.index = index
    let listing = stream.pointee
    let shape = av_guess_sample_aspect_ratio(nil, stream, nil)
    parameters = try CodecParameters(listing.codecpar) { $0.sample_aspect_ratio = shape }
    timeBase = TimeBase(listing.time_base) ?? TimeBase(ticksPerSecond: 90_000)
    metadata = LibAV.entries(listing.metadata)
    disposition = listing.disposition
    // With damaged sample tables libavformat indexes no samples; the track's stated count then shows the
    // loss.
    let found = Int(max(0, avformat_index_get_entries_count(stream)))
    listed = isMovie ? found > 0 ? found : Int(clamping: max(0, listing.nb_frames)) : 0
    sideData = (0..<Int(listing.nb_side_data)).compactMap { place in
      guard let data = listing.side_data?[place], let bytes = data.data else { return nil }
      return (data.type, Array(UnsafeBufferPointer(start: bytes, count: data.size)))
    }
    frameRate = listing.avg_frame_rate
    let (mean, real) = (listing.avg_frame_rate, listing.r_frame_rate)
    hasConstantRate =
      mean.den > 0 && real.den > 0 && mean.num > 0
      && abs(av_q2d(mean) / av_q2d(real) - 1) < 0.001
  }

  var kind: MediaDescription.Track.Kind { parameters.type == AVMEDIA_TYPE_SUBTITLE ? .subtitles : .audio }

  private var pixels: UnsafePointer<AVPixFmtDescriptor>? {
    av_pix_fmt_desc_get(AVPixelFormat(parameters.pointer.pointee.format))
  }
  /// Whether the pixel format is RGB.
  var isRGB: Bool { pixels.map { $0.pointee.flags & UInt64(AV_PIX_FMT_FLAG_RGB) != 0 } ?? false }
  /// Whether the pixel format has an alpha channel.
  var hasAlpha: Bool { pixels.map { $0.pointee.flags & UInt64(AV_PIX_FMT_FLAG_ALPHA) != 0 } ?? false }
  /// Whether decoded frames differ from the coded pixel format in depth, chroma subsampling or colour model.
  func changesPixels(to format: FrameFormat) -> Bool {
    guard let pixels = pixels?.pointee, let luma = format.planes.first else { return false }
    guard !isRGB, Int(pixels.comp.0.depth) == luma.depth else { return true }
    guard pixels.nb_components > 2, format.planes.count > 1 else {
      return (pixels.nb_components > 2) != (format.planes.count > 1)
    }
    return Int(pixels.log2_chroma_w) != format.planes[1].widthShift
      || Int(pixels.log2_chroma_h) != format.planes[1].heightShift
  }
  /// libavutil's name of the pixel format, such as `yuv420p10le`.
  var pixelFormat: String { parameters.pixelFormat }

  /// The average frame duration; zero where unknown.
  var frameDuration: MediaTime {
    frameRate.num > 0 && frameRate.den > 0
      ? TimeBase(fv_av_rational(frameRate.den, frameRate.num))?.tick ?? .zero : .zero
  }

  /// The codec's name, or the four-character code of an unknown codec.
  var codecName: String {
    parameters.isKnown ? parameters.codec : parameters.fourCC.map { "format '\($0)'" } ?? "an unknown format"
  }

  /// The orientation for display, from the display matrix; nil where the rotation is not a multiple of 90
  /// degrees.
  var orientation: Orientation? {
    guard let matrix = sideData.first(where: { $0.kind == AV_PKT_DATA_DISPLAYMATRIX })?.bytes,
      matrix.count >= 36
    else { return .identity }
    let values = matrix.withUnsafeBytes { bytes in
      (0..<9).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Int32.self) }
    }
    return Orientation(matrix: values)
  }

  fileprivate func isChapterText(_ chapters: UInt32) -> Bool {
    chapters > 0 && parameters.id == AV_CODEC_ID_BIN_DATA && parameters.fourCC == "text"
  }
}

extension Orientation {
  /// Parses a display matrix (ISO/IEC 14496-12, section 8.3.2: row vectors, 16.16 fixed point). Returns nil
  /// unless it is a rotation by a multiple of 90 degrees, with or without a flip.
  init?(matrix: [Int32]) {
    guard matrix.count >= 5 else { return nil }
    let signs = [matrix[0], matrix[1], matrix[3], matrix[4]].map(\.signum)
    for isFlipped in [false, true] {
      // The images of the coded frame's x and y axes.
      var (a, b, c, d) = (Int32(isFlipped ? -1 : 1), Int32(0), Int32(0), Int32(1))
      for turns in 0..<4 {
        if signs == [a, b, c, d] {
          self.init(quarterTurns: turns, isFlipped: isFlipped)
          return
        }
        // A clockwise rotation by 90 degrees maps (x, y) to (-y, x).
        (a, b, c, d) = (-b, a, -d, c)
      }
    }
    return nil
  }
}

extension Int32 {
  /// The sign of a 16.16 fixed-point value; 0 for magnitudes up to about a thousandth.
  fileprivate var signum: Int32 { magnitude < 66 ? 0 : self < 0 ? -1 : 1 }
}

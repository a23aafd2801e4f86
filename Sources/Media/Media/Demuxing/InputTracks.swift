import CLibAV
import Geometry

/// What a container lists, sorted into what becomes of it.
struct InputTracks {
  /// The streams with moving pictures.
  var videos: [InputTrack] = []
  /// Sound and subtitles, which are carried over packet by packet.
  var carried: [InputTrack] = []
  /// All else, each in words: cover pictures, attachments, telemetry.
  var leftOut: [String] = []

  init(_ demuxer: Demuxer) throws {
    for (index, stream) in demuxer.streams.enumerated() {
      let track = try InputTrack(stream, index: index, isMovie: demuxer.format.hasPrefix("mov"))
      switch track.parameters.type {
      case AVMEDIA_TYPE_VIDEO where stream.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC != 0:
        leftOut.append("a cover picture (track \(index))")
      case AVMEDIA_TYPE_VIDEO where stream.pointee.disposition & AV_DISPOSITION_TIMED_THUMBNAILS != 0:
        leftOut.append("thumbnails (track \(index))")
      case AVMEDIA_TYPE_VIDEO: videos.append(track)
      case AVMEDIA_TYPE_AUDIO, AVMEDIA_TYPE_SUBTITLE: carried.append(track)
      case AVMEDIA_TYPE_ATTACHMENT:
        let name = track.metadata.first { $0.key == "filename" }?.value
        leftOut.append("an attachment (track \(index)\(name.map { ", \($0)" } ?? ""))")
      default:
        // The marks of chapters are a track, too; they are carried over as chapters.
        guard !track.isChapterText(demuxer.context.pointee.nb_chapters) else { continue }
        leftOut.append("a data track (track \(index), \(track.words))")
      }
    }
  }
}

/// One of a container's streams.
struct InputTrack: Sendable {
  /// Its place in the container.
  var index: Int
  var parameters: CodecParameters
  var timeBase: TimeBase
  /// The container's words on it: language, title and so on.
  var metadata: [(key: String, value: String)]
  var disposition: Int32
  /// How many packets the container's index lists; 0 where it has none of all packets.
  var listed: Int
  /// Data that come with the stream, by libavcodec's kind: the display matrix, mastering data.
  var sideData: [(kind: AVPacketSideDataType, bytes: [UInt8])]
  /// Mean pictures per second, and the pixels' shape; 0 where they are not known.
  var frameRate: AVRational
  /// Whether the pictures come at equal distances.
  var hasConstantRate: Bool

  init(_ stream: UnsafeMutablePointer<AVStream>, index: Int, isMovie: Bool) throws {
    self.index = index
    let listing = stream.pointee
    let shape = av_guess_sample_aspect_ratio(nil, stream, nil)
    parameters = try CodecParameters(listing.codecpar) { $0.sample_aspect_ratio = shape }
    timeBase = TimeBase(listing.time_base) ?? TimeBase(ticksPerSecond: 90_000)
    metadata = LibAV.entries(listing.metadata)
    disposition = listing.disposition
    // Where the tables are damaged, none of the samples that the track says it has can be found.
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
  /// Whether the pictures are coded as red, green and blue.
  var isRGB: Bool { pixels.map { $0.pointee.flags & UInt64(AV_PIX_FMT_FLAG_RGB) != 0 } ?? false }
  /// Whether the pictures are transparent in places.
  var hasAlpha: Bool { pixels.map { $0.pointee.flags & UInt64(AV_PIX_FMT_FLAG_ALPHA) != 0 } ?? false }
  /// Whether frames of a format keep less or something else than the coded pictures: other depth or chroma.
  func changesPixels(to format: FrameFormat) -> Bool {
    guard let pixels = pixels?.pointee, let luma = format.planes.first else { return false }
    guard !isRGB, Int(pixels.comp.0.depth) == luma.depth else { return true }
    guard pixels.nb_components > 2, format.planes.count > 1 else {
      return (pixels.nb_components > 2) != (format.planes.count > 1)
    }
    return Int(pixels.log2_chroma_w) != format.planes[1].widthShift
      || Int(pixels.log2_chroma_h) != format.planes[1].heightShift
  }
  /// libavutil's name of the coded pictures' pixels, such as `yuv420p10le`.
  var pixelFormat: String { parameters.pixelFormat }

  /// How long a picture is shown in the mean; zero where that is not known.
  var frameDuration: MediaTime {
    frameRate.num > 0 && frameRate.den > 0
      ? TimeBase(fv_av_rational(frameRate.den, frameRate.num))?.tick ?? .zero : .zero
  }

  /// The codec in words, or the container's four characters for one that is not known.
  var words: String {
    parameters.isKnown ? parameters.codec : parameters.fourCC.map { "format '\($0)'" } ?? "an unknown format"
  }

  /// How the pictures are turned for display; nil where that is no multiple of a quarter turn.
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
  /// Reads a display matrix (ISO/IEC 14496-12, section 8.3.2: row vectors, 16.16 fixed point): a turn by a multiple of
  /// 90 degrees, perhaps mirrored; nil for any other.
  init?(matrix: [Int32]) {
    guard matrix.count >= 5 else { return nil }
    let signs = [matrix[0], matrix[1], matrix[3], matrix[4]].map(\.signum)
    for isFlipped in [false, true] {
      // Where the coded picture's x and y axes point.
      var (a, b, c, d) = (Int32(isFlipped ? -1 : 1), Int32(0), Int32(0), Int32(1))
      for turns in 0..<4 {
        if signs == [a, b, c, d] {
          self.init(quarterTurns: turns, isFlipped: isFlipped)
          return
        }
        // A quarter turn clockwise sends (x, y) to (-y, x).
        (a, b, c, d) = (-b, a, -d, c)
      }
    }
    return nil
  }
}

extension Int32 {
  /// The sign of a fixed-point value; what is a thousandth of one or less is none.
  fileprivate var signum: Int32 { magnitude < 66 ? 0 : self < 0 ? -1 : 1 }
}

import CLibAV
import Core
import Geometry

// MARK: - Container constraints

extension MuxPlan {
  static func check(
    _ specification: MuxSpecification, _ description: MediaDescription, _ sink: any ByteSink
  ) throws {
    if MoovRoom.limit(in: sink.rewritableRange) == 0, specification.isMovie,
      !specification.isFragmented
    {
      throw UserError(
        .configuration, sink.name,
        "profile \(specification.profile) writes the index to the front at the end, and a pipe is not seekable",
        remedy: "write to a file, or use --profile mp4-fragmented")
    }
    if !specification.isMovie, description.orientation != .identity {
      throw UserError(
        .configuration, "profile \(specification.profile)",
        "its container cannot store the rotation of the video",
        remedy: "use an MP4 profile, or rotate the video first")
    }
    for track in description.tracks where !specification.holds(track.parameters.id) {
      let kind = track.kind.rawValue
      throw UserError(
        .configuration, "profile \(specification.profile)",
        "its container (\(specification.format)) cannot hold the \(kind) track (number \(track.index), "
          + "\(track.parameters.codec))",
        remedy: alternatives(to: specification, for: track.parameters.id) + "exclude it with --no-\(kind)")
    }
  }

  /// Throws when the video is interlaced and the encoder supports progressive video only: encoding both
  /// fields as one progressive frame would cause combing.
  static func checkFields(_ profile: EncodeProfile, _ description: MediaDescription) throws {
    let order = description.video.parameters.pointer.pointee.field_order
    guard order != AV_FIELD_UNKNOWN, order != AV_FIELD_PROGRESSIVE else { return }
    let encoder = profile.encoder(for: description.format)
    guard let element = progressiveEncoders.first(where: encoder.contains) else { return }
    throw UserError(
      .configuration, "profile \(profile.name)", "the video is interlaced, which \(element) does not support",
      remedy: "use --profile mp4 or mkv, whose H.264 encoder supports it in 8 bits, or deinterlace it first: "
        + "ffmpeg -i IN -vf bwdif -c:a copy OUT")
  }

  private static let progressiveEncoders = [
    "x265enc", "vp8enc", "vp9enc", "av1enc", "svtav1enc", "rav1enc", "openh264enc",
  ]

  private static func alternatives(to specification: MuxSpecification, for codec: AVCodecID) -> String {
    let others = [("mp4", "mp4"), ("mov", "mov"), ("mkv", "matroska"), ("webm", "webm"), ("ts", "mpegts")]
      .filter {
        $0.1 != specification.format && MuxSpecification.canHold($0.1, codec)
      }
    guard !others.isEmpty else { return "" }
    return "use \(others.map { "--profile \($0.0)" }.joined(separator: " or ")), or "
  }
}

// MARK: - Notes on what the output does not keep

extension MuxPlan {
  static func removal(_ names: [String]) -> [String] {
    guard !names.isEmpty else { return [] }
    var seen: Set<String> = []
    let list = names.filter { seen.insert($0).inserted }.joined(separator: ", ")
    return [
      "removed metadata that may identify a person, place or device: \(list) (kept with --keep-metadata NAMES)"
    ]
  }

  /// Notes on side data of the video that the output container cannot store.
  static func sideDataNotes(_ description: MediaDescription, _ specification: MuxSpecification)
    -> [String]
  {
    let everywhere = [AV_PKT_DATA_DISPLAYMATRIX, AV_PKT_DATA_CPB_PROPERTIES, AV_PKT_DATA_STRINGS_METADATA]
    var kept = everywhere
    if specification.isMovie || specification.isMatroska {
      kept += [AV_PKT_DATA_MASTERING_DISPLAY_METADATA, AV_PKT_DATA_CONTENT_LIGHT_LEVEL]
    }
    // libavformat writes these boxes into MP4, and not into MOV.
    if specification.format == "mp4" || specification.isMatroska {
      kept += [AV_PKT_DATA_SPHERICAL, AV_PKT_DATA_STEREO3D]
    }
    return description.video.sideData.filter { !kept.contains($0.kind) }.map {
      "not carried over: \(av_packet_side_data_name($0.kind).map { String(cString: $0) } ?? "unknown side data")"
    }
  }

  static func pictureNotes(_ description: MediaDescription, _ profile: EncodeProfile) -> [String] {
    let video = description.video
    var notes: [String] = []
    let saysAlpha = video.metadata.contains { $0.key.lowercased() == "alpha_mode" && $0.value != "0" }
    if video.hasAlpha || saysAlpha { notes.append("the alpha channel (transparency) is not kept") }
    if video.changesPixels(to: description.format) {
      notes.append("the frames (\(video.pixelFormat)) are stored as \(description.format.name)")
    }
    let isH264 = profile.encoder(for: description.format).contains("x264enc")
    let chroma = description.format.planes.dropFirst().first
    if isH264, let chroma, chroma.widthShift + chroma.heightShift < 2 {
      notes.append(
        "the chroma subsampling \(chroma.widthShift == 0 ? "4:4:4" : "4:2:2") is kept: many phones and browsers do not "
          + "play such H.264")
    }
    if isH264, chroma == nil {
      notes.append("the video is grey: it is stored as 4:2:0 with neutral chroma")
    }
    return notes
  }
}

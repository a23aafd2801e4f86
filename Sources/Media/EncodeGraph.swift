import CGStreamer
import Geometry

/// The writing pipeline: appsrc → the profile's encoder → muxer ← one appsrc per track; muxer → `MuxOutput`.
final class EncodeGraph: @unchecked Sendable {
  let pipeline: UnsafeMutablePointer<GstElement>
  let muxer: UnsafeMutablePointer<GstElement>
  let video: Inlet
  private(set) var tracks: [Inlet] = []
  let watch = PipelineWatch()
  /// Where the container's time zero lies on the muxer's clock. One that makes movies knows no negative times;
  /// an amended index brings them back to zero.
  let start: MediaTime
  private let profile: EncodeProfile

  /// Coded pictures that may wait for a track that lags behind, in bytes.
  static let codedBytes = 32 << 20
  private static let movieLead = MediaTime(seconds: 3600)
  /// Set when the first coded picture reaches the muxer: its presentation minus its decoding time.
  let compositionOffset = CompositionOffset()

  init(profile: EncodeProfile, description: MediaDescription) throws {
    self.profile = profile
    pipeline = gst_pipeline_new(nil)
    muxer = try Self.parse(profile.mux, profile, "mux", gst_parse_launch)
    start = Self.makesMovies(muxer) ? Self.movieLead : .zero
    guard let kind = gst_element_class_get_metadata(fv_element_class(muxer), "klass"),
      String(cString: kind).contains("Muxer")
    else { throw MediaError(.configuration, "profile \(profile.name)", "'\(profile.mux)' is not a muxer") }
    video = try Inlet(caps: description.format.pointer, start: GstClockTime(start.nanoseconds))
    watch.listen(to: pipeline)
    gst_bin_add(fv_bin(pipeline), muxer)
    try addVideo(description.format)
    for track in description.tracks { try add(track) }
  }

  deinit { gst_object_unref(pipeline) }

  /// Whether the muxer makes MP4 or QuickTime files.
  var makesMovies: Bool { Self.makesMovies(muxer) }
  /// Whether it makes Matroska or WebM files.
  var makesMatroska: Bool { fv_has_property(muxer, "max-cluster-duration") != 0 }
  /// Whether it writes fragments.
  var makesFragments: Bool {
    fv_has_property(muxer, "fragment-duration") != 0 && fv_get_uint(muxer, "fragment-duration") > 0
  }

  /// Puts the end of the pipeline in place.
  func finish(into output: MuxOutput) throws {
    let sink = try GStreamerLibrary.element("fakesink")
    fv_set_int(sink, "sync", 0)
    fv_set_int(sink, "async", 0)
    gst_bin_add(fv_bin(pipeline), sink)
    guard gst_element_link(muxer, sink) != 0 else {
      throw MediaError(.configuration, "profile \(profile.name)", "'\(profile.mux)' is not a muxer")
    }
    output.attach(to: sink)
  }

  /// Ticks per second for the video track and for the movie, so that every time of the input can be written
  /// exactly.
  func setTimescale(_ timescale: UInt32) {
    fv_set_uint(muxer, "movie-timescale", timescale)
    if let pad = video.muxerPad { fv_set_uint(pad, "trak-timescale", timescale) }
  }

  /// Joins GStreamer's threads: to be called from a thread that may block.
  func stop() { gst_element_set_state(pipeline, GST_STATE_NULL) }

  private func addVideo(_ format: FrameFormat) throws {
    var text = profile.encode
    let isOdd = format.size.width % 2 == 1 || format.size.height % 2 == 1
    let isSubsampled = format.planes.contains { $0.widthShift + $0.heightShift > 0 }
    if isOdd, isSubsampled, let wanted = profile.oddSizeFormat {
      text = "videoconvert ! video/x-raw, format=\(wanted) ! " + text
    }
    text += " ! queue max-size-bytes=\(Self.codedBytes) max-size-buffers=0 max-size-time=0"
    let encoder = try Self.parse(text, profile, "encode") { gst_parse_bin_from_description($0, 1, $1) }
    gst_bin_add(fv_bin(pipeline), video.element)
    gst_bin_add(fv_bin(pipeline), encoder)
    guard gst_element_link(video.element, encoder) != 0, gst_element_link(encoder, muxer) != 0 else {
      throw MediaError(
        .configuration, "profile \(profile.name)",
        "'\(profile.encode)' does not fit between \(format.name) pictures and '\(profile.mux)'")
    }
    video.findMuxerPad(behind: encoder)
    if let pad = video.muxerPad { compositionOffset.observe(pad) }
  }

  private func add(_ track: MediaDescription.Track) throws {
    let inlet = try Inlet(caps: track.caps.pointer, start: GstClockTime(start.nanoseconds))
    gst_bin_add(fv_bin(pipeline), inlet.element)
    guard
      try linkParsed(inlet.element, track, always: true)
        || link(inlet.element, toMuxerPadFor: track.caps.pointer)
        || linkParsed(inlet.element, track, always: false)
    else {
      throw MediaError(
        .configuration, "profile \(profile.name)",
        "its container cannot hold the \(track.kind.rawValue) track (\(track.caps.mediaType))",
        remedy: (profile.name == "mkv" ? "" : "write a .mkv (--profile mkv), which holds nearly all, or ")
          + "leave it out with --no-\(track.kind.rawValue)")
    }
    tracks.append(inlet)
  }

  /// Asks the muxer for a pad of the first kind that takes `caps`.
  private func link(
    _ source: UnsafeMutablePointer<GstElement>, toMuxerPadFor caps: UnsafeMutablePointer<GstCaps>
  ) -> Bool {
    var templates = gst_element_class_get_pad_template_list(fv_element_class(muxer))
    while let entry = templates {
      templates = entry.pointee.next
      let template = entry.pointee.data.assumingMemoryBound(to: GstPadTemplate.self)
      guard template.pointee.direction == GST_PAD_SINK, let accepted = gst_pad_template_get_caps(template)
      else {
        continue
      }
      defer { fv_caps_unref(accepted) }
      guard gst_caps_is_subset(caps, accepted) != 0,
        let pad = gst_element_request_pad(muxer, template, nil, nil),
        let output = gst_element_get_static_pad(source, "src")
      else { continue }
      defer {
        gst_object_unref(output)
        gst_object_unref(pad)
      }
      return gst_pad_link(output, pad) == GST_PAD_LINK_OK
    }
    return false
  }

  /// Links through the parser of a codec: for some always, since demuxers do not give all the headers that
  /// muxers ask for; for others when their packets are framed otherwise than the container wants, such as AAC
  /// with the ADTS headers of a transport stream.
  private func linkParsed(
    _ source: UnsafeMutablePointer<GstElement>, _ track: MediaDescription.Track, always: Bool
  ) throws -> Bool {
    let parsers =
      always
      ? ["audio/x-flac": "flacparse"]
      : ["audio/mpeg, mpegversion=(int)4": "aacparse", "audio/mpeg, mpegversion=(int)1": "mpegaudioparse"]
    for (accepted, parser) in parsers {
      guard let caps: UnsafeMutablePointer<GstCaps> = gst_caps_from_string(accepted) else { continue }
      defer { fv_caps_unref(caps) }
      guard gst_caps_can_intersect(track.caps.pointer, caps) != 0 else { continue }
      let element = try GStreamerLibrary.element(parser)
      gst_bin_add(fv_bin(pipeline), element)
      return gst_element_link(source, element) != 0 && gst_element_link(element, muxer) != 0
    }
    return false
  }

  private static func makesMovies(_ muxer: UnsafeMutablePointer<GstElement>) -> Bool {
    fv_has_property(muxer, "trak-timescale") != 0
  }

  private typealias Parser = (
    UnsafePointer<CChar>, UnsafeMutablePointer<UnsafeMutablePointer<GError>?>
  ) -> UnsafeMutablePointer<GstElement>?

  private static func parse(
    _ text: String, _ profile: EncodeProfile, _ key: String, _ parser: Parser
  ) throws -> UnsafeMutablePointer<GstElement> {
    var error: UnsafeMutablePointer<GError>?
    let element = parser(text, &error)
    if let message = GStreamerLibrary.takeMessage(&error) {
      if let element { gst_object_unref(element) }
      throw MediaError(
        .configuration, "profile \(profile.name)", "\(key): \(message)",
        remedy: "install the GStreamer plugin that brings the element, or correct the profile; "
          + "'gst-inspect-1.0 ELEMENT' tells which there are")
    }
    guard let element else {
      throw MediaError(.configuration, "profile \(profile.name)", "\(key): '\(text)' makes nothing")
    }
    return element
  }
}

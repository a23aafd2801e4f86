import CGStreamer
import CLibAV

/// Which GStreamer elements are installed.
public enum InstalledElements {
  /// The elements of every run beside decoder and encoder.
  public static let ofPipelines = ["appsrc", "appsink", "capsfilter", "videoconvert"]

  /// The decoder elements of each video codec that is read, in order of preference, by libavcodec's name of the codec.
  public static let decoders: [(codec: String, elements: [String])] = CodedVideoCaps.all.map {
    (String(cString: avcodec_get_name($0.codec)), $0.decoders)
  }

  /// The elements of a list that are not installed.
  ///
  /// - Throws: `UserError` if GStreamer cannot be initialized.
  public static func missing(of names: [String]) throws -> [String] {
    try GStreamerLibrary.start()
    return names.filter { name in
      // A factory is also known where its plugin cannot be loaded, so an element is made.
      guard let element = gst_element_factory_make(name, nil) else { return true }
      gst_object_ref_sink(element)
      gst_object_unref(element)
      return false
    }
  }
}

extension EncodeProfile {
  /// The GStreamer elements that the profile encodes with.
  public var elements: [String] {
    let segments = [encode, highBitDepthEncode ?? ""].flatMap { $0.split(separator: "!") }
    let words = segments.compactMap { $0.split(separator: " ").first.map(String.init) }
    // What is not an element is the caps of a filter: `video/x-raw,format=I420`.
    return words.filter { !$0.contains("/") }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}

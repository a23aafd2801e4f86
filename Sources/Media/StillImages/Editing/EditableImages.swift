public import Geometry

/// Opens still images for changes.
public enum EditableImages {
  /// Validates and decodes an image.
  ///
  /// - Throws: `StillImage.Refusal`; `ImageError` for a variant that is not supported.
  public static func open(
    _ file: [UInt8], keeping policy: ImageMetadataPolicy = .init(), within limits: FrameLimits = .image
  ) throws -> any EditableImage {
    switch StillImageFormat(start: file) {
    case .jpeg: try JPEGImage(file, keeping: policy, within: limits)
    case .png: try PNGImage(file, keeping: policy, within: limits)
    case .webp: try WebPImage(file, keeping: policy, within: limits)
    case .heic, .avif: try HEIFImage(file, keeping: policy, within: limits)
    case .tiff: try TIFFImage(file, keeping: policy, within: limits)
    case .gif: try GIFImage(file, keeping: policy, within: limits)
    default: throw StillImage.Refusal.unknownFormat
    }
  }
}

import Geometry

/// Options that several commands have.
enum CommonOptions {
  static let output = CommandOption<Address?>(
    "--output", short: "-o", "OUTPUT", use: .writes,
    "output file: a path, s3://BUCKET/KEY, or - for standard output")
  static let force = CommandOption<Bool>(
    "--force", short: "-f", "overwrite OUTPUT if it exists; the input is never overwritten")
  static let quiet = CommandOption<Bool>("--quiet", short: "-q", "print errors only")
  static let json = CommandOption<Bool>("--json", "print a summary as JSON")
  static let allowDamaged = CommandOption<Bool>(
    "--allow-damaged", "process the readable part of a damaged or truncated input"
  ).forVideos
  static let decodeThreads = CommandOption<Int>(
    "--decode-threads", "N", 1...64, default: 1, "decoder threads (each takes memory)"
  ).forVideos

  static let maxPixels = CommandOption<Double>(
    "--max-pixels", "MEGAPIXELS", 1...10_000, default: FrameLimits.photographMegapixels,
    "refuse still images with more, before memory is taken for them")
}

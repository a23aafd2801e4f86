import Core
import Detections
import Geometry
import Geometry
import Redaction
import Reporting
import StillImages

/// The options for the look of the redaction.
struct StyleArguments: Sendable {
  private static let defaults = RedactionStyle()

  static let effect = CommandOption<Effect>(
    "--effect", "E", default: defaults.effect,
    "how a face is hidden: blur, pixelate, solid (one colour) or image (a picture on each face)")
  static let source = CommandOption<EffectSource>(
    "--from", "SOURCE", default: defaults.source,
    "what blur and pixelate are computed from: surroundings (nothing of the face is left) or face (programs "
      + "recognize many faces; see docs/privacy.md)")
  static let strength = CommandOption<Double>(
    "--strength", "S", 0.02...1, default: defaults.strength,
    "about the standard deviation of the blur, or the cell width of the mosaic, as a fraction of the face size"
  )
  static let allowWeak = CommandOption<Bool>(
    "--allow-weak", "accept a --strength below \(RedactionStyle.minimumStrengthFromFace) with --from face")
  static let color = CommandOption<RGBColour?>(
    OptionUsage(
      name: "--color", value: "COLOR",
      description: "the colour of --effect solid: #RRGGBB, black, white or grey", standard: "black",
      choices: ["black", "white", "grey"])
  ) { texts in
    try texts.first.map { text in
      guard let colour = RGBColour(parsing: text) else {
        throw UsageError("--color takes #RRGGBB, black, white or grey, not '\(text)'")
      }
      return colour
    }
  }
  static let image = CommandOption<String?>(
    "--image", "FILE", use: .reads, "the picture of --effect image: a PNG file, which may be transparent")
  static let shape = CommandOption<MaskShape?>(
    "--shape", "S", default: "ellipse",
    "shape of a face's mask: box, or ellipse (the ellipse of the head, wherever in the box it may be); all else is hidden as a box"
  )
  static let feather = CommandOption<Double>(
    "--feather", "F", 0...1, default: defaults.feather,
    "width of the soft edge outside the mask, as a fraction of the face size")

  static let options: [any DeclaredOption] = [
    effect, source, strength, allowWeak, color, image, shape, feather,
  ]

  let style: RedactionStyle
  /// The file of `--image`.
  let picture: String?

  /// - Throws: `UsageError` for options that exclude each other.
  init(_ arguments: ParsedArguments, hiding subjects: Subjects) throws(UsageError) {
    var style = RedactionStyle()
    style.effect = arguments[Self.effect]
    // Nothing else hides text.
    if subjects.areTextOnly, !arguments.isGiven(Self.effect) { style.effect = .solid }
    style.source = arguments[Self.source]
    style.strength = arguments[Self.strength]
    style.feather = arguments[Self.feather]
    style.colour = arguments[Self.color] ?? .black
    style.shape = arguments[Self.shape] ?? (subjects.faces ? .ellipse : .box)
    picture = arguments[Self.image]
    self.style = style
    try check(arguments, subjects)
  }

  /// Checks what is hidden how.
  private func check(_ subjects: Subjects) throws(UsageError) {
    guard style.effect == .solid || !subjects.areTextOnly else {
      throw UsageError(
        "--effect \(style.effect.rawValue) is for faces: text is hidden by one colour only, since it can be read through others"
      )
    }
    guard style.shape == .box || subjects.faces else {
      throw UsageError("--shape ellipse hides heads: use --shape box with --hide \(subjects)")
    }
  }

  private func check(_ arguments: ParsedArguments, _ subjects: Subjects) throws(UsageError) {
    try check(subjects)
    let effect = style.effect
    guard style.source == .surroundings || effect == .blur || effect == .pixelate else {
      throw UsageError("--from face is for --effect blur and pixelate, not \(effect.rawValue)")
    }
    guard effect == .solid || subjects.includesText || !arguments.isGiven(Self.color) else {
      throw UsageError("--color is for --effect solid, not \(effect.rawValue)")
    }
    guard (effect == .image) == (picture != nil) else {
      throw UsageError(
        effect == .image
          ? "--effect image needs --image FILE" : "--image is for --effect image, not \(effect.rawValue)")
    }
    guard effect != .solid || !arguments.isGiven(Self.strength) else {
      throw UsageError("--strength is for a blur or a mosaic, not for --effect solid")
    }
    if let picture, picture == "-" || picture.contains("://") {
      throw UsageError("--image takes a file on this machine, not '\(RedactedAddress.text(picture))'")
    }
    guard
      style.source == .surroundings || style.strength >= RedactionStyle.minimumStrengthFromFace
        || arguments[Self.allowWeak]
    else {
      throw UsageError(
        "--strength \(style.strength) with --from face leaves most faces recognizable: use --from surroundings, "
          + "where any strength is safe, or accept it with --allow-weak"
      )
    }
  }

  /// The style with the picture of `--image`.
  func read() throws -> RedactionStyle {
    guard let picture else { return style }
    var style = style
    let bytes = try FileReader(argument: picture).bytes(upTo: Self.maxPictureBytes)
    let (size, pixels): (FrameSize, [UInt8])
    do throws(StillImage.Refusal) {
      (size, pixels) = try PNGDecoder.decode(bytes, within: Self.pictureLimits)
    } catch {
      throw UserError(
        .invalidInput, picture, error.message,
        remedy: "pass a complete PNG file of at most \(Self.pictureLimits)")
    }
    style.picture = try Picture(size: size, pixels: pixels)
    return style
  }

  private static let maxPictureBytes = 64 << 20
  private static let pictureLimits = FrameLimits(side: 10_000, pixels: 1 << 24)

  /// The settings for the report.
  var settings: [Setting] {
    var settings = [Setting(Self.effect, .text(style.effect.rawValue))]
    if style.effect == .solid {
      settings.append(Setting(Self.color, .text(style.colour.text)))
    } else {
      settings.append(Setting(Self.source, .text(style.source.rawValue)))
      settings.append(Setting(Self.strength, .number(style.strength)))
    }
    if let picture { settings.append(Setting(Self.image, .text(picture))) }
    return settings + [
      Setting(Self.shape, .text(style.shape.rawValue)), Setting(Self.feather, .number(style.feather)),
    ]
  }
}

extension Subjects {
  /// Whether nothing but text is redacted.
  fileprivate var areTextOnly: Bool {
    includesText && subtracting(Subjects(text: true, plates: true, screens: true)) == Subjects()
  }
}

extension RGBColour {
  /// Parses `#RRGGBB` or the name of a colour.
  fileprivate init?(parsing text: String) {
    let names = ["black": 0, "white": 0xFF_FFFF, "grey": 0x80_8080, "gray": 0x80_8080]
    let digits = text.hasPrefix("#") ? text.dropFirst() : text[...]
    let isHex = digits.utf8.count == 6 && digits.allSatisfy { $0.isHexDigit }
    guard let value = names[text.lowercased()] ?? (isHex ? Int(digits, radix: 16) : nil) else { return nil }
    let component = { (shift: Int) in Double(value >> shift & 0xFF) / 255 }
    self.init(red: component(16), green: component(8), blue: component(0))
  }

  /// `#RRGGBB`
  fileprivate var text: String {
    let hex = [red, green, blue].map { component in
      let digits = String(Int((component * 255).rounded()), radix: 16, uppercase: true)
      return digits.count == 1 ? "0" + digits : digits
    }
    return "#" + hex.joined()
  }
}

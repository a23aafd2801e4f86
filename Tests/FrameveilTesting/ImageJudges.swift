import FoundationEssentials

/// Other people's readers and writers of still images, installed by scripts/install-image-judges.
public enum ImageJudges {
  /// Runs a script of Tests/StillImagesTests/Judges with their Python; returns what it prints.
  @discardableResult
  public static func run(_ script: String, _ words: [String]) throws -> [UInt8] {
    try Program(
      [
        "\(Frameveil.repository)/.build/image-judges/bin/python", "-B",
        "\(Frameveil.repository)/Tests/StillImagesTests/Judges/\(script)",
      ] + words
    ).runTool()
  }

  /// Runs a script that prints JSON.
  public static func read<Value: Decodable>(_: Value.Type, _ script: String, _ words: [String]) throws
    -> Value
  {
    try JSONDecoder().decode(Value.self, from: Data(try run(script, words)))
  }
}

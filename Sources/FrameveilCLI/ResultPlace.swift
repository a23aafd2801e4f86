import Media

/// Where OUTPUT says that a result goes.
enum ResultPlace {
  /// Claims the place of a result; nil for `-`, standard output, where nothing can be taken back.
  static func claim(_ output: String, replacing: Bool, input: MediaInput) async throws -> (any ResultSink)? {
    output == "-" ? nil : try OutputFile(path: output, replacing: replacing, input: input)
  }
}

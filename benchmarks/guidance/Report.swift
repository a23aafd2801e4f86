import Foundation

/// The results as text.
enum Report {
  /// Per family, then over all, then along the knob: leak, gone and over without and with guidance.
  static func table(_ results: [Result]) -> String {
    var lines = [
      pad("", 34) + "      without guidance      |       with guidance      |  leak",
      pad("family", 34) + " leak %  gone %     over  |  leak %  gone %     over |  ratio",
    ]
    let families = results.map(\.family).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    if CommandLine.arguments.contains("clips") {
      for result in results { lines.append(line(result.name, result.trial, .standard)) }
    }
    for family in families {
      guard let sum = sum(results.filter { $0.family == family }) else { continue }
      lines.append(line(family, sum, .standard))
    }
    guard let all = sum(results) else { return lines.joined(separator: "\n") }
    if let calm = sum(results.filter { $0.family != "violent camera" }) {
      lines.append(line("all but the violent camera", calm, .standard))
      let (plain, guided) = (calm.plainInReach, calm.guidedInReach)
      lines.append(
        pad("  detected just before or after", 34)
          + String(
            format: "%7.2f%8.2f           |%8.2f%8.2f          |%7.2f", plain.leak * 100, plain.gone * 100,
            guided.leak * 100, guided.gone * 100, guided.leak / max(1e-9, plain.leak)))
    }
    lines.append(line("all", all, .standard))
    for setting in Setting.all where setting != .standard {
      lines.append(line("all, coverage \(setting.coverage), no margin", all, setting))
    }
    lines.append(
      String(format: "%.2f ms for each face and frame", 1000 * all.seconds / max(1, all.faceFrames)))
    return lines.joined(separator: "\n")
  }

  private static func sum(_ results: [Result]) -> Trial? {
    guard var sum = results.first?.trial else { return nil }
    for result in results.dropFirst() { sum.add(result.trial) }
    return sum
  }

  private static func line(_ name: String, _ trial: Trial, _ setting: Setting) -> String {
    guard let plain = trial.plain[setting], let guided = trial.guided[setting] else { return name }
    return line(name, plain, guided)
  }

  private static func line(_ name: String, _ plain: Score, _ guided: Score) -> String {
    return pad(name, 34)
      + String(
        format: "%7.2f%8.2f%9.2f  |%8.2f%8.2f%9.2f |%7.2f", plain.leak * 100, plain.gone * 100, plain.over,
        guided.leak * 100, guided.gone * 100, guided.over, guided.leak / max(1e-9, plain.leak))
  }

  private static func pad(_ text: String, _ length: Int) -> String {
    text + String(repeating: " ", count: max(1, length - text.count))
  }
}

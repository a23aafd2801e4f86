import FrameveilTesting
import Pipeline
import Redaction
import Reporting
import Testing

/// The figures that summaries state are those of docs/privacy.md.
@Suite(.blocking) struct EffectRecordTests {
  /// The cells of the rows of a table of the page, after its heading.
  private func rows(_ heading: String) throws -> [[String]] {
    let page = String(decoding: try bytes(of: "\(Frameveil.repository)/docs/privacy.md"), as: UTF8.self)
    let set = try #require(
      page.split(separator: "<!-- attack:orl -->").last?.split(separator: "<!-- /").first)
    let table = try #require(set.components(after: "**\(heading)**"))
    return table.split(separator: "\n", omittingEmptySubsequences: false).drop { !$0.hasPrefix("|") }
      .prefix { $0.hasPrefix("|") }
      .map { $0.split(separator: "|").map { $0.trimming() } }
  }

  /// The greatest figure of a row's attackers, as a share.
  private func best(_ cells: [String]) throws -> Double {
    let figures = cells.dropFirst(2).prefix(8).compactMap { cell in
      Double(cell.filter { $0 != "*" }.split(separator: " ").first ?? "")
    }
    return try #require(figures.max()) / 100
  }

  @Test(arguments: [
    (RedactionStyle(effect: .blur), "blur", "surroundings"),
    (RedactionStyle(effect: .pixelate), "pixelate", "surroundings"),
    (RedactionStyle(effect: .image), "image", "surroundings"), (RedactionStyle(effect: .solid), "solid", "–"),
    (RedactionStyle(effect: .blur, source: .face), "blur", "face"),
    (RedactionStyle(effect: .pixelate, source: .face), "pixelate", "face"),
    (RedactionStyle(effect: .blur, source: .face, strength: 0.1), "blur, strength 0.1", "face"),
    (RedactionStyle(effect: .pixelate, source: .face, strength: 0.15), "pixelate, strength 0.1", "face"),
  ])
  func `a figure is that of the table`(style: RedactionStyle, name: String, source: String) throws {
    let found = try #require(EffectRecord(style).recognition)
    #expect(found.people == 40)
    for (heading, figure) in [("rank 1", found.rank1), ("rank 5", found.rank5)] {
      let row = try #require(rows(heading).first { $0.first == name && $0.dropFirst().first == source })
      #expect(abs(try best(row) - figure) < 0.0001, "\(name) \(heading)")
    }
  }
}

extension Substring {
  /// What follows a text; nil without it.
  fileprivate func components(after text: String) -> Substring? {
    guard let range = ranges(of: text).first else { return nil }
    return self[range.upperBound...]
  }

  fileprivate func trimming() -> String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

import Core
import Media
import Reporting

/// An output that `frameveil review` wrote, as the report beside it says.
enum ReviewedOutput {
  /// The figures of the report on an output; nil if it is on another output or input, or no person reviewed it.
  static func figures(of output: String, from input: Address) async -> JobReport.Figures? {
    guard case .file(let path) = input,
      let figures = try? WrittenFigures.read("\(ReviewFiles.stem(output)).report.json"),
      figures.review != nil,
      let made = try? await FileDigest().digest(of: output)?.sha256, made == figures.output.sha256,
      let source = try? await FileDigest().digest(of: path)?.sha256, source == figures.input.sha256
    else { return nil }
    return figures
  }
}

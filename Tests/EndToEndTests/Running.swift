import FrameveilTesting
import Testing

/// Runs `frameveil blur`.
func blur(
  _ input: String, _ detections: String, _ output: String, _ options: [String] = [],
  stdin: Program.Input = .nothing, environment: [String: String] = [:]
) throws -> Program.Outcome {
  try Frameveil.run(
    Frameveil.blur(input, detections, output, options), input: stdin, environment: environment)
}

/// Runs `blur`, which must succeed, with one face in the top left corner, and returns the path of the output.
func blurred(_ input: String, _ folder: TemporaryFolder, to name: String, _ options: [String] = []) throws
  -> String
{
  let detections = try folder.write("faces.json", DetectionResponse.corner)
  let outcome = try blur(input, detections, folder(name), options)
  try #require(outcome.code == 0, "\(outcome.errors)")
  return folder(name)
}

// Opens the libraries of this repository for a notebook. `curl-descent notebooks` builds them first; otherwise run `dotnet build -c Release` once.
#r "../lib/CurlDescent.Figures/bin/Release/net10.0/CurlDescent.dll"
#r "../lib/CurlDescent.Figures/bin/Release/net10.0/CurlDescent.Experiments.dll"
#r "../lib/CurlDescent.Figures/bin/Release/net10.0/CurlDescent.Figures.dll"
using CurlDescent;
using CurlDescent.Networks;
using CurlDescent.Plasticity;
using CurlDescent.RandomNumbers;
using CurlDescent.Simulation;
using CurlDescent.Stability;
using CurlDescent.Stability.Lyapunov;
using CurlDescent.Stability.Spectra;
using CurlDescent.VectorFields;
using CurlDescent.Experiments;
using CurlDescent.Experiments.Lessons;
using CurlDescent.Figures;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

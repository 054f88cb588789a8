// Training steps in C++ with Eigen, one thread, double, signs as vectors. Reads a setting a line from standard input: activation, inputs, hidden units, samples, batch, flipped
// inputs, flipped hidden units, seconds; prints the best seconds per step of short slices for each.
#include <Eigen/Dense>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <numeric>
#include <random>
#include <string>

using Eigen::MatrixXd;
using Eigen::RowVectorXd;
using Eigen::VectorXd;
using Clock = std::chrono::steady_clock;

static double since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

enum class Phi { linear, tanh, relu, sigmoid };

template <Phi phi, class Derived>
static void activate(Eigen::MatrixBase<Derived>& a)
{
    if constexpr (phi == Phi::tanh) a = a.array().tanh().matrix();
    if constexpr (phi == Phi::relu) a = a.array().max(0.0).matrix();
    if constexpr (phi == Phi::sigmoid) a = a.array().logistic().matrix();
}

// delta1 *= φ'(a1), from h = φ(a1).
template <Phi phi>
static void timesDerivative(MatrixXd& delta, const MatrixXd& h)
{
    if constexpr (phi == Phi::tanh) delta.array() *= 1 - h.array().square();
    if constexpr (phi == Phi::relu) delta.array() *= (h.array() > 0).cast<double>();
    if constexpr (phi == Phi::sigmoid) delta.array() *= h.array() * (1 - h.array());
}

template <Phi phi>
static double secondsPerStep(int m, int n, int p, int batch, int hiddenFlips, int readoutFlips, double seconds)
{
    std::mt19937_64 random(1);
    std::normal_distribution<double> normal(0, std::sqrt(0.5));
    auto uniform = [&](int rows, int columns) {
        std::uniform_real_distribution<double> value(-1 / std::sqrt(columns), 1 / std::sqrt(columns));
        return MatrixXd(MatrixXd::NullaryExpr(rows, columns, [&] { return value(random); }));
    };
    MatrixXd x = MatrixXd::NullaryExpr(m, p, [&] { return normal(random); });
    MatrixXd t1 = uniform(n, m), w1 = uniform(n, m);
    RowVectorXd t2 = uniform(1, n), w2 = uniform(1, n);
    MatrixXd h0 = t1 * x;
    activate<phi>(h0);
    RowVectorXd y = t2 * h0;
    activate<phi>(y);

    // Presynaptic signs: of W1 those of its columns, taken into the inputs once; of W2 those of its entries.
    VectorXd d1 = VectorXd::Ones(m);
    RowVectorXd d2 = RowVectorXd::Ones(n);
    d1.head(hiddenFlips).setConstant(-1);
    d2.head(readoutFlips).setConstant(-1);
    double eta = 0.1 / p, norm1 = w1.norm(), norm2 = w2.norm(); // mean over the batch times 0.1·batch/p
    MatrixXd xb(m, batch), xs(m, batch), h(n, batch), delta1(n, batch);
    RowVectorXd yb(batch), delta2(batch), g2(n);
    std::vector<int> order(p);
    std::iota(order.begin(), order.end(), 0);

    double best = 1e300;
    for (Clock::time_point begin = Clock::now(); since(begin) < seconds;)
    {
        Clock::time_point start = Clock::now();
        std::shuffle(order.begin(), order.end(), random);
        for (int k = 0; k < p; k += batch)
        {
            for (int i = 0; i < batch; i++)
            {
                xb.col(i) = x.col(order[k + i]);
                yb[i] = y[order[k + i]];
            }

            h.noalias() = w1 * xb;
            activate<phi>(h);
            delta2.noalias() = w2 * h;
            activate<phi>(delta2);
            delta2 -= yb;
            delta1.noalias() = w2.transpose() * delta2;
            timesDerivative<phi>(delta1, h);
            g2.noalias() = delta2 * h.transpose();
            w2.array() -= eta * g2.array() * d2.array();
            delta1 *= eta;
            xs.array() = xb.array().colwise() * d1.array();
            w1.noalias() -= delta1 * xs.transpose();
            w1 *= norm1 / w1.norm();
            w2 *= norm2 / w2.norm();
        }

        best = std::min(best, since(start) / (p / batch));
    }

    return best;
}

int main()
{
    std::string activation;
    int m, n, p, batch, hiddenFlips, readoutFlips;
    double seconds;
    std::printf("%d.%d.%d %s\n", EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION, __VERSION__);
    while (std::cin >> activation >> m >> n >> p >> batch >> hiddenFlips >> readoutFlips >> seconds)
    {
        double time = activation == "tanh" ? secondsPerStep<Phi::tanh>(m, n, p, batch, hiddenFlips, readoutFlips, seconds)
            : activation == "relu"         ? secondsPerStep<Phi::relu>(m, n, p, batch, hiddenFlips, readoutFlips, seconds)
            : activation == "sigmoid"      ? secondsPerStep<Phi::sigmoid>(m, n, p, batch, hiddenFlips, readoutFlips, seconds)
                                           : secondsPerStep<Phi::linear>(m, n, p, batch, hiddenFlips, readoutFlips, seconds);
        std::printf("%.9e\n", time);
        std::fflush(stdout);
    }
}
